// A job that is under way: asks how far it is, shows it, and loads the page anew at its end.
const FIRST = 700;
const SLOWEST = 5000;
const UNDER_WAY = new Set(["waiting", "running"]);

function show(card, job) {
  const bar = card.querySelector("[data-job-progress]");
  const told = card.querySelector("[data-job-told]");
  const counted = job.total ? ` (${job.done} of ${job.total})` : "";
  const text = (job.what || "Waiting for a free worker") + counted;
  if (told.textContent !== text) told.textContent = text;
  if (!job.total) return;
  bar.max = job.total;
  bar.value = job.done;
}

async function watch(card) {
  for (let wait = FIRST; ; wait = Math.min(wait * 1.3, SLOWEST)) {
    await new Promise((resume) => setTimeout(resume, document.hidden ? SLOWEST : wait));
    try {
      const answer = await fetch(card.dataset.job, { headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected) return location.reload(); // signed out, or gone
      const job = await answer.json();
      if (!UNDER_WAY.has(job.state)) return location.reload();
      show(card, job);
    } catch {
      // No network just now: ask again later.
    }
  }
}

for (const card of document.querySelectorAll("[data-job]")) watch(card);
