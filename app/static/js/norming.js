// A norming meeting: keeps the page at what the meeting is at, without taking away what somebody types.
const PAUSE = 4000;
const SLOWEST = 60000;

const panel = document.querySelector("[data-norming]");
const follow = document.querySelector("#follow");
const told = panel?.querySelector("[data-told]");

let isDirty = false;
panel?.addEventListener("input", (event) => {
  if (event.target !== follow) isDirty = true;
});

function tell(text) {
  if (told.textContent !== text) told.textContent = text;
}

function moveTo(address, text) {
  if (follow.checked && !isDirty) {
    location.assign(address);
    return true;
  }
  tell(text);
  return false;
}

function showVoters(count) {
  const place = panel.querySelector("[data-voters]");
  const text = `${count} ${count === 1 ? "vote" : "votes"} so far.`;
  if (place && place.textContent !== text) place.textContent = text;
}

function apply(meeting) {
  showVoters(meeting.voters);
  const { item, counted, settled, items } = panel.dataset;
  if (String(meeting.newest) !== item) {
    return moveTo(items + meeting.newest, "The meeting has moved on. Reload the page to go along.");
  }
  const isNew = meeting.counted !== (counted === "1") || meeting.settled !== (settled === "1");
  return isNew && moveTo(location.href, "Something is new here. Reload the page to see it.");
}

async function watch() {
  for (let wait = PAUSE; ; ) {
    await new Promise((resume) => setTimeout(resume, document.hidden ? wait * 3 : wait));
    try {
      const answer = await fetch(panel.dataset.norming, { headers: { Accept: "application/json" } });
      if (answer.redirected || [401, 403, 404].includes(answer.status)) {
        return tell("This page is no longer kept up to date. Reload it.");
      }
      if (!answer.ok) throw new Error(String(answer.status));
      wait = PAUSE;
      if (apply(await answer.json())) return undefined;
    } catch {
      wait = Math.min(wait * 2, SLOWEST); // no network just now, or a busy server: ask again later
    }
  }
}

if (panel) {
  document.querySelector("[data-follow]").hidden = false;
  // Who opens an earlier disagreement on purpose is not led away from it.
  if (panel.querySelector(".moved-on")) follow.checked = false;
  watch();
}
