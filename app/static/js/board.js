// The board of an open round: asks every ten seconds for its numbers and writes those that changed in their places.
// Nothing is added or taken away, so that focus, scrolling and half-typed words stay where they are.
const EVERY = 10_000;
const HIDDEN = 60_000;
const SLOWEST = 300_000;

const board = document.querySelector("[data-board]");
const told = board?.querySelector("[data-board-told]");
const totals = board?.querySelector("[data-board-totals]");

/** Write a text only where it is another one. */
function write(place, text) {
  if (place && place.textContent !== text) place.textContent = text;
}

/** Put new numbers into the places that the page has. */
function show(answer) {
  for (const place of document.querySelectorAll("[data-live]")) {
    const text = answer.cells[place.dataset.live];
    if (text !== undefined) write(place, text);
  }
  for (const bar of document.querySelectorAll("[data-live-bar]")) {
    const [done, total] = answer.bars[bar.dataset.liveBar] ?? [bar.value, bar.max];
    if (bar.max !== (total || 1)) bar.max = total || 1;
    if (bar.value !== done) bar.value = done;
  }
  write(totals, answer.totals);
}

function clock() {
  return new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });
}

/** Ask once. Returns false when there is no point in asking again. */
async function ask() {
  const headers = { Accept: "application/json", "If-None-Match": `"${board.dataset.etag}"` };
  const answer = await fetch(board.dataset.board, { headers, cache: "no-store", redirect: "manual" });
  if (answer.status !== 304) {
    if (answer.type === "opaqueredirect" || [401, 403, 404].includes(answer.status)) return false;
    if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
    const news = await answer.json();
    board.dataset.etag = (answer.headers.get("ETag") ?? "").replace(/^W\/|"/g, "");
    show(news);
    board.toggleAttribute("data-changed", news.shape !== board.dataset.shape);
  }
  const more = board.hasAttribute("data-changed") ? " People or lists changed as well:" : "";
  write(told, `Up to date at ${clock()}.${more}`);
  return true;
}

function pause(wait) {
  return new Promise((resume) => {
    const woken = () => {
      if (document.hidden) return;
      clearTimeout(timer);
      done();
    };
    const done = () => {
      document.removeEventListener("visibilitychange", woken);
      resume();
    };
    const timer = setTimeout(done, wait);
    document.addEventListener("visibilitychange", woken);
  });
}

async function watch() {
  for (let failures = 0; ; ) {
    const wait = document.hidden ? HIDDEN : EVERY;
    await pause(Math.min(wait * 2 ** failures, SLOWEST));
    try {
      if (!(await ask())) return write(told, "You are signed out, or may not see this board any more. It is not updated:");
      failures = 0;
    } catch {
      failures += 1;
      write(told, `Not updated since ${clock()}: the server did not answer. Trying again more slowly.`);
    }
  }
}

if (told) watch();
