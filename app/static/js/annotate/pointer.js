/** The mouse in the article: a click chooses the innermost span, again the next outward, elsewhere none. */
export class Pointer {
  constructor(article, words, { commands, caret, selection, workbench }) {
    Object.assign(this, { article, words, commands, caret, selection, workbench });
    article.element.addEventListener("click", (event) => this.#click(event));
    selection.addEventListener("change", () => this.#selected());
  }

  #click({ clientX, clientY }) {
    if (this.selection.range) return;
    const offset = this.article.characterAt(clientX, clientY);
    if (offset === null) return this.workbench.choose(null);
    this.caret.adopt(this.words.at(offset));
    if (!this.commands.cycle(offset)) this.caret.wake();
  }

  /** A selection by mouse or touch is where the keyboard goes on. */
  #selected() {
    const { range } = this.selection;
    if (range && !this.caret.owns(range)) this.caret.adopt(range);
  }
}
