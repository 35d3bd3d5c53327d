import { reveal } from "./reveal.js";

/** What an annotator can do with the text and its spans, by whichever key or button. */
export class Commands {
  constructor(article, words, workbench, selection, caret) {
    Object.assign(this, { article, words, workbench, selection, caret });
  }

  /** Mark the selected words, or else relabel the chosen span, or else mark the word at the caret. */
  label(label) {
    const { chosenSpan: chosen, editable } = this.workbench;
    if (!editable) return;
    if (this.selection.range) return this.#mark(label, this.selection.range);
    if (!chosen) return this.caret.unit && this.#mark(label, this.caret.unit);
    if (chosen.layer !== label.layer) return this.#mark(label, chosen);
    if (chosen.label === label.code) return;
    const operation = { op: "relabel", span: chosen.uid, label: label.code };
    this.workbench.perform([operation], `Now ${label.name}: ${chosen.quote}`);
  }

  #mark(label, range) {
    this.selection.clear();
    this.workbench.mark(label, range);
    this.caret.adopt(this.words.at(range.start));
  }

  remove() {
    const span = this.workbench.chosenSpan;
    if (span) this.workbench.perform([{ op: "remove", span: span.uid }], `Removed: ${span.quote}`);
  }

  /** Clear the selection, or else let go of the chosen span. */
  clear() {
    if (this.selection.range) this.selection.clear();
    else this.workbench.choose(null);
    this.caret.wake();
  }

  /** Choose the span before (-1) or after (1) and bring it into view. */
  jump(step) {
    const { workbench, caret } = this;
    const span = workbench.index.beside(workbench.chosen, caret.unit?.start ?? 0, step);
    if (span) this.visit(span);
  }

  /** Choose a span, with the caret on its first word. */
  visit(span) {
    this.workbench.choose(span.uid); // first, because its details may cover a part of the text
    this.caret.stand(this.words.at(span.start));
    this.caret.sleep();
    this.workbench.dispatchEvent(new Event("visit"));
  }

  /** Choose the innermost span at an offset; again: the next one outward. */
  cycle(offset) {
    const found = this.workbench.index.at(offset);
    const current = found.findIndex(({ uid }) => uid === this.workbench.chosen);
    const next = found[(current + 1) % found.length];
    this.workbench.choose(next ? next.uid : null);
    if (!next) return false;
    reveal(this.article, next);
    this.workbench.dispatchEvent(new Event("visit"));
    return true;
  }

  /** Move one border of the chosen span by a word: `side` "start" or "end", step -1 or 1. */
  border(side, step) {
    const span = this.workbench.chosenSpan;
    if (!span) return;
    const { start, end } = span;
    const moved = { start, end, [side]: this.#beyond(side, side === "start" ? start : end, step) };
    if (moved.start < moved.end && moved[side] !== span[side]) this.workbench.setBorders(span.uid, moved);
  }

  #beyond(side, at, step) {
    if (side === "start") return (step < 0 ? this.words.previous(at) : this.words.next(at + 1))?.start ?? at;
    return (step < 0 ? this.words.previous(at - 1) : this.words.next(at))?.end ?? at;
  }

  /** Give the chosen span the selected words as its own. */
  bordersFromSelection() {
    const span = this.workbench.chosenSpan;
    const { range } = this.selection;
    if (!span || !range) return;
    this.selection.clear();
    this.workbench.setBorders(span.uid, range);
  }
}
