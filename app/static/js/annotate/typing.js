const PAUSE = 700;

/**
 * Report what is typed or ticked in a part of the page: ticks at once, text after a pause.
 *
 * `report` is called with the control; a flush (leaving the page, giving way to a tab) does not wait.
 * Event: "pending", when the first text begins to wait and when none waits any more.
 */
export class Typing extends EventTarget {
  #pending = new Map();

  constructor(element, report) {
    super();
    this.report = report;
    element.addEventListener("input", ({ target }) => isText(target) && this.#later(target));
    element.addEventListener("change", ({ target }) => this.#now(target));
    addEventListener("pagehide", () => this.flush());
    document.addEventListener("visibilitychange", () => document.hidden && this.flush());
  }

  get pending() {
    return this.#pending.size > 0;
  }

  flush() {
    for (const target of [...this.#pending.keys()]) this.#now(target);
  }

  #later(target) {
    clearTimeout(this.#pending.get(target));
    this.#pending.set(target, setTimeout(() => this.#now(target), PAUSE));
    this.dispatchEvent(new Event("pending"));
  }

  #now(target) {
    clearTimeout(this.#pending.get(target));
    this.#pending.delete(target);
    this.report(target);
    this.dispatchEvent(new Event("pending"));
  }
}

function isText(control) {
  return control.matches("textarea, input:not([type=radio]):not([type=checkbox]):not([data-filter])");
}
