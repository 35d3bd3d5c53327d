import { lowerBound } from "./bisect.js";

/**
 * Code points outside, UTF-16 units inside the browser: converted here and nowhere else.
 *
 * The table is the sorted list of the article's astral characters, those that take two units.
 */
export class Offsets {
  #astral = [];

  constructor(paragraphs) {
    for (const { start, data } of paragraphs) this.#collect(start, data);
  }

  #collect(start, data) {
    if (!/[\ud800-\udbff]/.test(data)) return;
    let point = start;
    for (const character of data) {
      if (character.length === 2) this.#astral.push(point);
      point += 1;
    }
  }

  /** UTF-16 units between a paragraph's start and a code point of it. */
  units(start, point) {
    return point - start + lowerBound(this.#astral, point) - lowerBound(this.#astral, start);
  }

  /** The code point at so many UTF-16 units after a paragraph's start; inside a pair: the pair's own. */
  point(start, units) {
    const first = lowerBound(this.#astral, start);
    let low = first;
    let high = this.#astral.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#astral[middle] - start + (middle - first) < units) low = middle + 1;
      else high = middle;
    }
    return start + units - (low - first);
  }
}
