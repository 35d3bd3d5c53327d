/** The link that asks about the article: with words selected, or a span chosen, it asks about these. */
export class TalkLink {
  #range = null;

  constructor(link, { article, selection, workbench }) {
    if (!link) return; // whoever only reads asks nothing
    Object.assign(this, { link, article, selection, workbench });
    this.words = link.querySelector("[data-talk-words]");
    // The press of the link must not take the selection away.
    link.addEventListener("pointerdown", () => selection.hold());
    selection.addEventListener("change", () => this.#show());
    for (const name of ["change", "choice"]) workbench.addEventListener(name, () => this.#show());
    for (const name of ["focus", "pointerenter"]) link.addEventListener(name, () => this.#show());
  }

  #show() {
    const range = this.selection.range ?? this.workbench.chosenSpan ?? null;
    // The keyboard goes from the text to the link, which may let go of the selection on its way.
    if (range || this.article.element.contains(document.activeElement)) this.#range = range;
    const address = new URL(this.link.href);
    for (const end of ["start", "stop"]) address.searchParams.delete(end);
    if (this.#range) {
      address.searchParams.set("start", this.#range.start);
      address.searchParams.set("stop", this.#range.end);
    }
    this.link.href = address.href;
    this.words.textContent = this.#range ? "Ask about these words" : "Ask or note";
  }
}
