import { occurrences } from "./occurrences.js";

const MOST = 400; // operations that one change surely takes

/**
 * The words of a span wherever else they stand, as suggestions of the annotator's own: accepted one by one or all,
 * and taken back all at once. The name of each tells its place and label, so that what was rejected is known again.
 */
export class Everywhere {
  #offered = null;

  constructor(article, workbench, suggestions, element) {
    Object.assign(this, { article, workbench, suggestions, element });
    element.addEventListener("click", ({ target }) => this.#clicked(target.closest("[data-own]")));
    for (const event of ["change", "editable"]) workbench.addEventListener(event, () => this.#show());
  }

  /** Suggest the label of the chosen span at its words elsewhere; asked for once more: accept all of these. */
  act() {
    const { chosenSpan: chosen, editable } = this.workbench;
    if (!editable) return;
    if (this.#open.length && (!chosen || this.#isOffered(chosen))) this.acceptAll();
    else if (chosen) this.#offer(chosen);
  }

  /** Make labels of all that are undecided, as one action. */
  acceptAll() {
    const open = this.#open;
    const operations = open.map(({ uid, layer, label, start, end }) => {
      return { op: "mark", span: uid, layer, label, start, end, quote: this.article.text(start, end) };
    });
    if (open.length) this.workbench.perform(operations, `Accepted in ${places(open.length)}.`);
  }

  /** Remove every span that came of these suggestions, and the suggestions, as one action. */
  takeBack() {
    const marked = this.suggestions.own.filter(({ uid }) => this.workbench.annotation.spans.has(uid));
    const operations = marked.map(({ uid }) => ({ op: "remove", span: uid }));
    this.workbench.perform(operations, "All taken back.", this.#exchange([], null));
  }

  get #open() {
    return this.suggestions.open.filter((one) => this.suggestions.own.includes(one));
  }

  #isOffered({ layer, label, quote }) {
    const { layer: theirs, label: other, term } = this.#offered ?? {};
    return layer === theirs && label === other && quote.toLowerCase() === term;
  }

  #offer({ layer, label, quote }) {
    const found = occurrences(this.article, quote).filter((range) => !this.#isMarked(layer, range)).slice(0, MOST);
    const code = label.replace(/[^\w-]/g, "_").slice(0, 24);
    const own = found.map(({ start, end }) => {
      const uid = `everywhere-${start}-${end}-${code}`;
      return { uid, layer, label, start, end, attributes: {}, model: "everywhere", version: "" };
    });
    const left = own.filter(({ uid }) => !this.workbench.annotation.rejected.has(uid));
    if (!left.length) return this.workbench.say(`Nowhere else: ${quote}`);
    const aside = this.#exchange(left, { layer, label, term: quote.toLowerCase() });
    this.workbench.perform([], `Suggested in ${places(left.length)}: ${quote}. Again: accept all.`, aside);
  }

  #isMarked(layer, { start, end }) {
    const overlaps = (span) => span.layer === layer && span.start < end && start < span.end;
    return this.workbench.index.touching(start, end).some(overlaps);
  }

  /** What puts other suggestions in the place of these, and what brings them back. */
  #exchange(own, offered) {
    const before = { own: this.suggestions.own, offered: this.#offered };
    const put = (these, what) => {
      this.suggestions.own = these;
      this.#offered = what;
    };
    return { redo: () => put(own, offered), undo: () => put(before.own, before.offered) };
  }

  #clicked(button) {
    if (button?.dataset.own === "accept") this.acceptAll();
    else if (button?.dataset.own === "back") this.takeBack();
    if (button && this.element.hidden) this.article.element.focus();
  }

  #show() {
    const { own } = this.suggestions;
    const open = this.#open.length;
    const { spans } = this.workbench.annotation;
    this.element.hidden = !open && !own.some(({ uid }) => spans.has(uid));
    const [accept, back] = this.element.querySelectorAll("button");
    accept.textContent = `Accept all ${open}`;
    accept.disabled = !open || !this.workbench.editable;
    back.disabled = !this.workbench.editable;
  }
}

const places = (count) => (count === 1 ? "1 more place" : `${count} more places`);
