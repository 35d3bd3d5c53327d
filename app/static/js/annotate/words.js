import { lowerBound } from "./bisect.js";

/** What stands for a character that a round covers. */
const COVER = "█";

/** The language, or the browser's own where the tag is none that it can read. */
function known(language) {
  try {
    return Intl.getCanonicalLocales(language)[0];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return undefined;
  }
}

/** Words and graphemes of the article, in code points: the steps of the keyboard. */
export class Words {
  #words = new Map();

  constructor(article) {
    this.article = article;
    const language = known(article.language);
    const segmenter = (granularity) => new Intl.Segmenter(language, { granularity });
    this.segmenters = { word: segmenter("word"), grapheme: segmenter("grapheme") };
  }

  /** The words of a paragraph; one without letters is a single word, so that it can be reached. */
  of(paragraph) {
    if (!this.#words.has(paragraph)) this.#words.set(paragraph, this.#segment(paragraph));
    return this.#words.get(paragraph);
  }

  #segment(paragraph) {
    const words = [];
    for (const { segment, index, isWordLike } of this.segmenters.word.segment(paragraph.data)) {
      const covered = segment.startsWith(COVER);
      if (!isWordLike && !covered && !/\p{Extended_Pictographic}/u.test(segment)) continue;
      const start = this.article.offsets.point(paragraph.start, index);
      const end = start + Array.from(segment).length;
      // Each block is a segment of its own; those that touch cover one word.
      const last = words.at(-1);
      if (covered && last?.covered && last.end === start) last.end = end;
      else words.push({ start, end, covered });
    }
    return words.length ? words : [{ start: paragraph.start, end: paragraph.end }];
  }

  /** The word at an offset: the one that holds it, else the next in its paragraph, else the last. */
  at(offset) {
    const words = this.of(this.article.paragraphAt(offset));
    return words[Math.min(lowerBound(words, offset + 1, (word) => word.end), words.length - 1)];
  }

  /** The first word that starts at or after an offset, or null at the end of the article. */
  next(offset) {
    return this.#search(offset, 1, (words) => words[lowerBound(words, offset, (word) => word.start)]);
  }

  /** The last word that ends at or before an offset, or null at the beginning of the article. */
  previous(offset) {
    return this.#search(offset, -1, (words) => words[lowerBound(words, offset + 1, (word) => word.end) - 1]);
  }

  #search(offset, step, pick) {
    const { paragraphs } = this.article;
    let i = paragraphs.indexOf(this.article.paragraphAt(offset));
    for (; i >= 0 && i < paragraphs.length; i += step) {
      const word = pick(this.of(paragraphs[i]));
      if (word) return word;
    }
    return null;
  }

  /** The next grapheme border after an offset (step 1) or before it (step -1); it stays in the article. */
  border(offset, step) {
    const paragraph = this.article.paragraphAt(step < 0 ? offset - 1 : offset);
    if (step > 0 && offset >= paragraph.end) return this.next(offset)?.start ?? offset;
    if (step < 0 && offset > paragraph.end) return paragraph.end;
    if (step < 0 && offset <= paragraph.start) return offset;
    const { offsets } = this.article;
    const units = offsets.units(paragraph.start, offset) + (step < 0 ? -1 : 0);
    const { index, segment } = this.segmenters.grapheme.segment(paragraph.data).containing(units);
    return offsets.point(paragraph.start, step > 0 ? index + segment.length : index);
  }

  /** The grapheme that begins at or holds an offset. */
  grapheme(offset) {
    const end = this.border(offset, 1);
    return { start: this.border(end, -1), end };
  }

  /** [start, end) widened to whole graphemes. */
  whole({ start, end }) {
    return { start: this.grapheme(start).start, end: this.border(end - 1, 1) };
  }
}
