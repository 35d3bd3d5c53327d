import { Annotation } from "./annotation.js";
import { newId } from "./ids.js";
import { applyAll } from "./rebase.js";
import { SpanIndex } from "./span_index.js";

/**
 * The annotation on the table: every change of it goes through `perform`.
 *
 * Events: "change" (detail: uids touched, or null for all; words for the announcement), "choice",
 * "visit" (a span was gone to), "editable", "action" (detail: operations to be saved).
 */
export class Workbench extends EventTarget {
  annotation = new Annotation();
  chosen = null;
  editable = false;
  #index = null;
  #past = [];
  #future = [];

  constructor(article, words) {
    super();
    this.article = article;
    this.words = words;
  }

  /** Show another state, for example the stored one; what could be undone before is forgotten. */
  load(annotation, operations = []) {
    const { rejected } = this.annotation; // an answer that tells a conflict does not name them
    this.annotation = new Annotation({ rejected, ...annotation });
    const lost = applyAll(this.annotation, operations);
    this.#past = [];
    this.#future = [];
    this.#index = null;
    this.#tell("change", { uids: null });
    this.choose(this.annotation.spans.has(this.chosen) ? this.chosen : null);
    return lost;
  }

  setEditable(editable) {
    this.editable = editable;
    this.#tell("editable");
  }

  get index() {
    return (this.#index ??= new SpanIndex(this.annotation.spans.values()));
  }

  get chosenSpan() {
    return this.annotation.spans.get(this.chosen) ?? null;
  }

  choose(uid) {
    this.chosen = uid;
    this.#tell("choice");
  }

  /** Apply operations as one action and hand them on to be saved; `aside` redoes and undoes what is not saved. */
  perform(operations, words, aside = null) {
    if (!this.editable) return;
    aside?.redo();
    this.#past.push({ redo: operations, undo: this.#apply(operations, words), aside });
    this.#future = [];
    this.#save(operations);
  }

  undo() {
    this.#step(this.#past, this.#future, "undo", "Undone.");
  }

  redo() {
    this.#step(this.#future, this.#past, "redo", "Done again.");
  }

  #step(from, to, side, words) {
    const action = this.editable && from.pop();
    if (!action) return;
    to.push(action);
    action.aside?.[side]();
    this.#apply(action[side], words);
    this.#save(action[side]);
  }

  #save(operations) {
    if (operations.length) this.#tell("action", { operations });
  }

  /** Mark [start, end) with a label; edge spaces and half graphemes are corrected here. */
  mark(label, range) {
    const trimmed = this.article.trim(range.start, range.end);
    if (!trimmed || !this.editable) return;
    const { start, end } = this.words.whole(trimmed);
    const quote = this.article.text(start, end);
    const span = newId();
    const operation = { op: "mark", span, layer: label.layer, label: label.code, start, end, quote };
    this.perform([operation], `Marked as ${label.name}: ${quote}`);
    this.choose(span);
  }

  /** Give a span other borders. */
  setBorders(uid, range) {
    const trimmed = this.article.trim(range.start, range.end);
    if (!trimmed) return;
    const { start, end } = this.words.whole(trimmed);
    const quote = this.article.text(start, end);
    this.perform([{ op: "borders", span: uid, start, end, quote }], `Now reads: ${quote}`);
  }

  /** Announce something that changes nothing. */
  say(words) {
    this.#tell("change", { uids: [], words });
  }

  #apply(operations, words) {
    const undo = [];
    for (const operation of operations) {
      undo.unshift(...this.annotation.inverse(operation));
      this.annotation.apply(operation);
    }
    this.#index = null;
    const uids = new Set(operations.map((operation) => operation.span).filter(Boolean));
    this.#tell("change", { uids, words });
    if (this.chosen && !this.annotation.spans.has(this.chosen)) this.choose(null);
    else if (uids.has(this.chosen)) this.#tell("choice");
    return undo;
  }

  #tell(type, detail = {}) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
