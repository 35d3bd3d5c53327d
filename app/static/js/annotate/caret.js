import { reveal } from "./reveal.js";

/** The keyboard's place: a word (or a grapheme), and a selection that grows from it. Event: "stand". */
export class Caret extends EventTarget {
  #unit = null;
  #point = null;

  constructor(article, words, selection, drawing) {
    super();
    Object.assign(this, { article, words, selection, drawing });
  }

  /** The word the caret stands on, or null before its first use. */
  get unit() {
    return this.#unit;
  }

  /** Stand on [start, end) without selecting it. */
  stand(unit) {
    if (!unit) return;
    this.#unit = unit;
    this.#point = unit.end;
    this.selection.clear();
    this.drawing.showCaret(unit);
    this.dispatchEvent(new Event("stand"));
    reveal(this.article, unit);
  }

  /** Show the caret where it was, or on the first word. */
  wake() {
    if (!this.#unit) this.adopt(this.words.at(this.article.paragraphs[0].start));
    if (!this.selection.range) this.drawing.showCaret(this.#unit);
  }

  sleep() {
    this.drawing.showCaret(null);
  }

  /** Take the place of a click or of a selection made by mouse, without scrolling. */
  adopt(unit) {
    this.#unit = unit;
    this.#point = unit.end;
    this.drawing.showCaret(null);
  }

  /** Whether a selection is the one that the keyboard made. */
  owns(range) {
    if (!this.#unit) return false;
    const { start, end } = this.#unit;
    const [low, high] = this.#point > start ? [start, this.#point] : [this.#point, end];
    const own = this.article.trim(low, high);
    return own?.start === range.start && own?.end === range.end;
  }

  /** One step along the text: step -1 or 1, by "word" or "grapheme". */
  move(step, by, extend) {
    const { words } = this;
    if (extend) return this.#extend(by === "word" ? this.#wordBeyond(step) : words.border(this.#point, step));
    const { start, end } = this.#unit;
    if (by === "word") return this.stand(step > 0 ? words.next(end) : words.previous(start));
    const inWord = words.grapheme(start).end < end; // from a word into its own first or last character
    const [back, forth] = inWord ? [end, start] : [start, end];
    return this.stand(words.grapheme(step > 0 ? forth : words.border(back, -1)));
  }

  /** Jump to the word at an offset. */
  jump(offset, extend) {
    const word = this.words.at(offset);
    if (extend) this.#extend(word.start > this.#unit.start ? word.end : word.start);
    else this.stand(word);
  }

  /** To the line above (-1) or below (1), as near to the same column as it goes. */
  line(step, extend) {
    const here = this.#rect(this.#focusWord());
    const height = parseFloat(getComputedStyle(this.article.element).lineHeight);
    for (let lines = 1; lines <= 4; lines += 1) {
      const y = here.top + here.height / 2 + step * lines * height;
      const found = this.article.offsetAt(here.left + here.width / 2, y);
      if (found !== null && this.#rect(this.words.at(found)).top !== here.top) return this.jump(found, extend);
    }
    return this.paragraph(step, extend);
  }

  /** To the beginning of the paragraph before (-1) or after (1). */
  paragraph(step, extend) {
    const { paragraphs } = this.article;
    const here = paragraphs.indexOf(this.article.paragraphAt(this.place));
    const target = paragraphs[Math.min(Math.max(here + step, 0), paragraphs.length - 1)];
    this.jump(target.start, extend);
  }

  /** To the first word of the paragraph, or of the whole article. */
  home(whole, extend) {
    this.jump(whole ? 0 : this.article.paragraphAt(this.place).start, extend);
  }

  /** To the last word of the paragraph, or of the whole article. */
  end(whole, extend) {
    const paragraph = whole ? this.article.paragraphs.at(-1) : this.article.paragraphAt(this.place);
    this.jump(paragraph.end - 1, extend);
  }

  /** Whether the caret's paragraph runs from right to left. */
  get rtl() {
    return this.article.paragraphAt(this.place).rtl;
  }

  /** The offset of the word that moves. */
  get place() {
    return this.#focusWord().start;
  }

  #focusWord() {
    const { start, end } = this.#unit;
    if (this.#point === end) return this.#unit;
    return this.words.at(this.#point > start ? this.#point - 1 : this.#point);
  }

  /** Where the moving border goes with a step by word: away from the first word, or back towards it. */
  #wordBeyond(step) {
    const { start, end } = this.#unit;
    const point = this.#point;
    if (step > 0 && point < start) {
      const next = this.words.next(point + 1);
      return next.start < start ? next.start : end;
    }
    if (step < 0 && point > end) return Math.max(end, this.words.previous(point - 1).end);
    if (step < 0) return this.words.previous(Math.min(point, start))?.start ?? point;
    const here = this.words.at(point);
    return here.end > point ? here.end : (this.words.next(point)?.end ?? point);
  }

  #extend(point) {
    const { start, end } = this.#unit;
    this.#point = point;
    if (point > start) this.selection.set(start, point);
    else this.selection.set(end, point);
    this.drawing.showCaret(null);
    reveal(this.article, this.#focusWord());
  }

  #rect(range) {
    return this.article.range(range).getBoundingClientRect();
  }
}
