const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/**
 * What programs suggest for this article, and what the annotator has suggested by "mark everywhere". A suggestion is no label: it waits until a person accepts it as it
 * is or otherwise, or rejects it; a span that was accepted bears its name.
 *
 * Events: "current" when another one is looked at.
 */
export class Suggestions extends EventTarget {
  #current = null;
  own = []; // see everywhere.js

  constructor(all, workbench) {
    super();
    Object.assign(this, { all, workbench });
  }

  /** Those that nobody has decided yet, in reading order, questions last. */
  get open() {
    const place = ({ start = Infinity }) => start;
    return [...this.all, ...this.own].filter((one) => this.#isOpen(one)).sort((a, b) => place(a) - place(b) || 0);
  }

  get current() {
    return this.#current && this.#isOpen(this.#current) ? this.#current : null;
  }

  find(uid) {
    return [...this.all, ...this.own].find((one) => one.uid === uid);
  }

  /** Look at one; the span that was chosen is let go, so that keys are about the suggestion. */
  look(one) {
    this.workbench.choose(null);
    this.#current = one ?? null;
    this.dispatchEvent(new Event("current"));
  }

  /** Look at the next one (1) or the one before (-1). */
  step(by) {
    const { open } = this;
    if (!open.length) return;
    const at = open.indexOf(this.current);
    this.look(at < 0 ? open.at(by < 0 ? -1 : 0) : open[(at + by + open.length) % open.length]);
  }

  /** Make a label of it, or of its words with another label; its span is chosen, so that it can be edited. */
  accept(one = this.current, label = null) {
    if (!one || !this.workbench.editable) return false;
    const { uid, variable, value, layer, start, end, attributes } = one;
    if (variable) {
      if (label) return false;
      this.workbench.perform([{ op: "answer", variable, value, suggestion: uid }], "Suggestion accepted.");
      return true;
    }
    if (label && label.layer !== layer) return false;
    const quote = this.workbench.article.text(start, end);
    const said = { layer, label: label?.code ?? one.label, start, end, quote, attributes };
    this.workbench.perform([{ op: "mark", span: uid, ...said }], `Suggestion accepted: ${quote}`);
    this.workbench.choose(uid);
    return true;
  }

  /** Note that it is wrong, and go to the next one. */
  reject(one = this.current) {
    if (!one || !this.workbench.editable) return;
    const at = this.open.indexOf(one);
    this.workbench.perform([{ op: "reject", suggestion: one.uid, value: true }], "Suggestion rejected.");
    this.look(this.open[at] ?? this.open.at(-1));
  }

  #isOpen({ uid, variable, layer, label, start, end }) {
    const { annotation, index } = this.workbench;
    if (annotation.rejected.has(uid)) return false;
    if (variable) return annotation.answers[variable] === undefined;
    const marked = (span) => same([span.layer, span.label, span.start, span.end], [layer, label, start, end]);
    return !annotation.spans.has(uid) && !index.touching(start, end).some(marked);
  }
}
