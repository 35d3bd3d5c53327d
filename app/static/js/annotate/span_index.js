import { lowerBound } from "./bisect.js";

/** Spans in reading order, with bisection for what lies at an offset. */
export class SpanIndex {
  constructor(spans) {
    this.ordered = [...spans].sort(inReadingOrder);
    let furthest = 0;
    this.furthest = this.ordered.map((span) => (furthest = Math.max(furthest, span.end)));
  }

  /** The spans that overlap or touch [start, end]. */
  touching(start, end) {
    return this.#reaching(lowerBound(this.ordered, end + 1, (span) => span.start), start);
  }

  /** The spans that hold an offset, innermost first. */
  at(offset) {
    const found = this.#reaching(lowerBound(this.ordered, offset + 1, (span) => span.start), offset + 1);
    return found.sort((a, b) => a.end - a.start - (b.end - b.start) || inReadingOrder(b, a));
  }

  #reaching(before, end) {
    const found = [];
    for (let i = before - 1; i >= 0 && this.furthest[i] >= end; i -= 1) {
      if (this.ordered[i].end >= end) found.push(this.ordered[i]);
    }
    return found;
  }

  /** The span before or after (step -1, 1) a chosen one, or else before or after an offset. */
  beside(uid, offset, step) {
    const chosen = this.ordered.findIndex((span) => span.uid === uid);
    if (chosen >= 0) return this.ordered[chosen + step] ?? null;
    const next = lowerBound(this.ordered, offset, (span) => span.start);
    return this.ordered[step > 0 ? next : next - 1] ?? null;
  }
}

/** Compare two spans by start, end and uid, as the server orders them. */
export function inReadingOrder(a, b) {
  return a.start - b.start || a.end - b.end || (a.uid < b.uid ? -1 : 1);
}
