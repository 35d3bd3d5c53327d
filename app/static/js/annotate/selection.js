/** The reader's selection in code points: the native one, kept while a palette is being touched. */
export class TextSelection extends EventTarget {
  #range = null;
  #held = false;

  constructor(article) {
    super();
    this.article = article;
    document.addEventListener("selectionchange", () => this.#read());
  }

  /** The selected words without edge spaces, or null. */
  get range() {
    return this.#range;
  }

  /** A touch on a button may clear the native selection before the click comes: hold what was selected. */
  hold() {
    this.#held = true;
    setTimeout(() => {
      this.#held = false;
      this.#read();
    }, 700);
  }

  /** Select [anchor, focus]; the focus may lie before the anchor. */
  set(anchor, focus) {
    const [node, units] = this.article.point(anchor, anchor > focus ? "end" : "start");
    const [toNode, toUnits] = this.article.point(focus, focus > anchor ? "end" : "start");
    getSelection().setBaseAndExtent(node, units, toNode, toUnits);
    this.#read();
  }

  clear() {
    this.#held = false;
    getSelection().removeAllRanges();
    this.#read();
  }

  #read() {
    if (this.#held) return;
    const range = this.#native();
    if (range?.start === this.#range?.start && range?.end === this.#range?.end) return;
    this.#range = range;
    this.dispatchEvent(new Event("change"));
  }

  #native() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const { startContainer, startOffset, endContainer, endOffset } = selection.getRangeAt(0);
    const start = this.article.offsetOf(startContainer, startOffset);
    const end = this.article.offsetOf(endContainer, endOffset);
    return start === null || end === null || start >= end ? null : this.article.trim(start, end);
  }
}
