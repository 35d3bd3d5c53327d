const SYNTAX = /[\\^$.*+?()[\]{}|/]/gu;
// Scripts that put no space between words: there, a term may stand inside of other letters.
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const COVER = "█"; // what a round covers is not told apart, so that nothing is said about it
const LETTER = "[\\p{L}\\p{M}\\p{N}]";

/** Where the words of a term stand in the coded text, as whole words and whatever their capitals. */
export function occurrences(article, term) {
  if (term.includes(COVER)) return [];
  const pattern = new RegExp(patternOf(term), "giu");
  return article.paragraphs.filter(({ uncoded }) => !uncoded).flatMap((paragraph) =>
    [...paragraph.data.matchAll(pattern)].map(({ 0: found, index }) => {
      const start = article.offsets.point(paragraph.start, index);
      return { start, end: start + Array.from(found).length, quote: found };
    }),
  );
}

function patternOf(term) {
  const characters = Array.from(term);
  const words = term.split(/\s+/u).filter(Boolean).map((word) => word.replace(SYNTAX, "\\$&"));
  const before = isSpaced(characters[0]) ? `(?<!${LETTER})` : "";
  const after = isSpaced(characters.at(-1)) ? `(?!${LETTER})` : "";
  return `${before}${words.join("\\s+")}${after}`;
}

function isSpaced(character) {
  return /[\p{L}\p{M}\p{N}]/u.test(character) && !UNSPACED.test(character);
}
