import { adoptColours, highlightName, LANES } from "./colours.js";

const ACTIVE_PRIORITY = 100;
const CARET_PRIORITY = 200;

/** Whether this browser can draw spans at all. */
export const canDraw = () => Boolean(globalThis.Highlight && CSS.highlights);

/** The spans as coloured ground and lines: one Highlight per label and lane, changed span by span. */
export class Drawing {
  #drawn = new Map();

  constructor(workbench, codebook) {
    this.workbench = workbench;
    this.codebook = codebook;
    adoptColours(codebook.labels);
    this.layers = new Map();
    for (const label of codebook.labels) {
      for (let lane = 0; lane < LANES; lane += 1) this.#register(highlightName(label, lane), lane);
    }
    this.#register("active-span", ACTIVE_PRIORITY);
    this.#register("caret", CARET_PRIORITY);
    workbench.addEventListener("change", ({ detail }) => this.#draw(detail.uids));
    workbench.addEventListener("choice", () => this.#show("active-span", workbench.chosenSpan));
  }

  #register(name, priority) {
    const highlight = new Highlight();
    highlight.priority = priority;
    CSS.highlights.set(name, highlight);
    this.layers.set(name, highlight);
  }

  #draw(uids) {
    const spans = this.workbench.annotation.spans;
    if (!uids) {
      for (const uid of this.#drawn.keys()) this.#erase(uid);
      for (const span of this.workbench.index.ordered) this.#paint(span);
      return;
    }
    for (const uid of uids) {
      this.#erase(uid);
      if (spans.has(uid)) this.#paint(spans.get(uid));
    }
  }

  #erase(uid) {
    const drawn = this.#drawn.get(uid);
    if (!drawn) return;
    this.layers.get(drawn.name).delete(drawn.range);
    this.#drawn.delete(uid);
  }

  #paint(span) {
    const label = this.codebook.label(span.layer, span.label);
    const lane = this.#freeLane(span);
    const name = highlightName(label, lane);
    const range = this.workbench.article.staticRange(span);
    this.layers.get(name).add(range);
    this.#drawn.set(span.uid, { name, range, lane });
  }

  /** The first lane that no touching span uses; if all are taken, one that no span of the same label uses. */
  #freeLane(span) {
    const touching = this.workbench.index.touching(span.start, span.end);
    const lanes = (spans) => new Set(spans.map(({ uid }) => this.#drawn.get(uid)?.lane));
    const alike = touching.filter(({ layer, label }) => layer === span.layer && label === span.label);
    for (const taken of [lanes(touching), lanes(alike)]) {
      for (let lane = 0; lane < LANES; lane += 1) if (!taken.has(lane)) return lane;
    }
    return 0;
  }

  /** Show the keyboard's place, or hide it with null. */
  showCaret(range) {
    this.#show("caret", range);
  }

  #show(name, range) {
    const highlight = this.layers.get(name);
    highlight.clear();
    if (range) highlight.add(this.workbench.article.staticRange(range));
  }
}
