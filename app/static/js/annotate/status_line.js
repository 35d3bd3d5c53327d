const changes = (count) => (count === 1 ? "1 change" : `${count} changes`);

const kept = (count) => (count ? `${changes(count)} kept in this browser.` : "");

const WORDS = {
  saved: () => "All changes saved",
  saving: () => "Saving…",
  waiting: (count) => `Waiting for network${count ? `: ${kept(count)}` : "…"}`,
  conflict: (count) => `Conflict: ${changes(count)} not saved`,
  "signed-out": (count, message) => `${message || "You are signed out."} ${kept(count)}`,
  refused: (count, message) => `Not saved: ${message} ${kept(count)}`,
};

/** The line that says whether the work is safe. "Saved" stands there only after the server said so. */
export class StatusLine {
  #slow = null;

  constructor(element, sender, announcer, typings) {
    this.element = element;
    this.text = element.querySelector("[data-status-text]");
    this.signIn = element.querySelector("[data-sign-in]");
    this.forgets = document.querySelector("[data-forgets]");
    this.sender = sender;
    this.announcer = announcer;
    this.typings = typings;
    for (const source of typings) source.addEventListener("pending", () => this.#show());
    sender.addEventListener("state", () => this.#show());
  }

  /** Text that is still being typed is not saved, whatever the sender says. */
  get #state() {
    const { state } = this.sender;
    return state === "saved" && this.typings.some((typing) => typing.pending) ? "saving" : state;
  }

  #show() {
    const { entries, message, forgets } = this.sender;
    const state = this.#state;
    const before = this.element.dataset.state;
    this.element.dataset.state = state;
    this.text.textContent = WORDS[state](entries.length, message).trim();
    this.signIn.hidden = state !== "signed-out";
    this.forgets.hidden = !forgets;
    clearTimeout(this.#slow);
    if (state === before || state === "saving") return;
    // Saves are many: only the end of trouble, and trouble itself, interrupt a listener at once.
    const calm = state === "saved" && before === "saving";
    if (calm) this.#slow = setTimeout(() => this.announcer.say("Saved."), 2_000);
    else this.announcer.say(this.text.textContent);
  }
}
