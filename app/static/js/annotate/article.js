import { lowerBound } from "./bisect.js";
import { Offsets } from "./offsets.js";

const SPACE = /\s/u;
const FOLLOWING = Node.DOCUMENT_POSITION_FOLLOWING;

/** The frozen text as the page shows it: paragraphs of one text node each, addressed in code points. */
export class Article {
  constructor(element) {
    this.element = element;
    this.language = element.lang || undefined;
    this.paragraphs = [...element.querySelectorAll("[data-start]")].map(readParagraph);
    this.length = Number(element.dataset.length);
    this.offsets = new Offsets(this.paragraphs);
  }

  /** The paragraph that holds an offset, or the last one before it. */
  paragraphAt(offset) {
    const after = lowerBound(this.paragraphs, offset + 1, (paragraph) => paragraph.start);
    return this.paragraphs[Math.max(0, after - 1)];
  }

  /** The exact text of [start, end), with the whitespace between paragraphs. */
  text(start, end) {
    const from = this.paragraphs.indexOf(this.paragraphAt(start));
    let quote = "";
    for (const paragraph of this.paragraphs.slice(from)) {
      if (paragraph.start - paragraph.gap.length >= end) break;
      quote += this.#clip(paragraph.gap, paragraph.start - paragraph.gap.length, start, end);
      quote += this.#slice(paragraph, Math.max(start, paragraph.start), Math.min(end, paragraph.end));
    }
    return quote;
  }

  #clip(gap, at, start, end) {
    // The gap is whitespace, so that its units are code points.
    return gap.slice(Math.max(0, start - at), Math.max(0, end - at));
  }

  #slice(paragraph, start, end) {
    if (start >= end) return "";
    return paragraph.data.slice(...[start, end].map((point) => this.offsets.units(paragraph.start, point)));
  }

  /** [start, end) without the spaces at its edges, or null if nothing else is in it. */
  trim(start, end) {
    const characters = Array.from(this.text(start, end));
    let first = 0;
    let last = characters.length;
    while (first < last && SPACE.test(characters[first])) first += 1;
    while (last > first && SPACE.test(characters[last - 1])) last -= 1;
    return first < last ? { start: start + first, end: start + last } : null;
  }

  /** Where an offset is in the page: [text node, UTF-16 units]. `edge` "end" stays in the earlier paragraph. */
  point(offset, edge = "start") {
    const paragraph = this.paragraphAt(edge === "end" ? offset - 1 : offset);
    const inside = Math.min(Math.max(offset, paragraph.start), paragraph.end);
    return [paragraph.node, this.offsets.units(paragraph.start, inside)];
  }

  staticRange({ start, end }) {
    const [startContainer, startOffset] = this.point(start);
    const [endContainer, endOffset] = this.point(end, "end");
    return new StaticRange({ startContainer, startOffset, endContainer, endOffset });
  }

  range({ start, end }) {
    const range = document.createRange();
    range.setStart(...this.point(start));
    range.setEnd(...this.point(end, "end"));
    return range;
  }

  /** The code point offset of a place in the page, or null if it is outside the article. */
  offsetOf(node, units) {
    if (!this.element.contains(node)) return null;
    const element = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-start]");
    if (!element) return this.#offsetOfChild(node, units);
    const start = Number(element.dataset.start);
    if (node.nodeType !== Node.TEXT_NODE) return units > 0 ? Number(element.dataset.end) : start;
    return this.offsets.point(start, units);
  }

  #offsetOfChild(node, index) {
    const child = node.childNodes[index];
    const follows = ({ element }) =>
      child === element || child.contains(element) || child.compareDocumentPosition(element) & FOLLOWING;
    const next = child && this.paragraphs.find(follows);
    return next ? next.start : this.length;
  }

  /** The code point offset under a place of the screen, or null. */
  offsetAt(x, y) {
    if (document.caretPositionFromPoint) {
      const position = document.caretPositionFromPoint(x, y);
      return position && this.offsetOf(position.offsetNode, position.offset);
    }
    const range = document.caretRangeFromPoint?.(x, y);
    return range ? this.offsetOf(range.startContainer, range.startOffset) : null;
  }

  /** The offset of the character drawn under a place of the screen; null beside the text. */
  characterAt(x, y) {
    const near = this.offsetAt(x, y);
    if (near === null) return null;
    const found = [near, near - 1].find((start) => {
      if (start < 0 || start >= this.length) return false;
      return [...this.range({ start, end: start + 1 }).getClientRects()].some((box) => holds(box, x, y));
    });
    return found ?? null;
  }
}

function holds({ left, right, top, bottom }, x, y) {
  const leading = (bottom - top) / 2; // the room between the lines belongs to both
  return left <= x && x <= right && top - leading <= y && y <= bottom + leading;
}

function readParagraph(element) {
  element.normalize(); // a parser may split a very long text
  const node = element.firstChild;
  return {
    element,
    node,
    data: node.data,
    start: Number(element.dataset.start),
    end: Number(element.dataset.end),
    uncoded: element.dataset.uncoded !== undefined,
    gap: element.dataset.before ?? "",
    rtl: getComputedStyle(element).direction === "rtl",
  };
}
