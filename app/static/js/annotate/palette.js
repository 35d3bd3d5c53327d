import { shortened } from "./missing.js";

/** The label palette: always in view; a press marks the selection, relabels the chosen span, or marks the word. */
export class Palette {
  constructor(element, codebook, { commands, selection, workbench }) {
    Object.assign(this, { element, commands, selection, workbench });
    this.labels = new Map(codebook.labels.map((label) => [label.id, label]));
    this.buttons = [...element.querySelectorAll("[data-mark]")];
    this.hint = element.querySelector("[data-palette-hint]");
    // The press of a button must not take the selection away: keep focus where it is, remember the words.
    element.addEventListener("pointerdown", () => selection.hold());
    element.addEventListener("mousedown", (event) => event.preventDefault());
    element.addEventListener("click", (event) => this.#click(event));
    selection.addEventListener("change", () => this.#show());
    for (const event of ["choice", "editable"]) workbench.addEventListener(event, () => this.#show());
    this.#show();
  }

  #click({ target, detail }) {
    const button = target.closest("[data-mark]");
    if (!button) return;
    this.commands.label(this.labels.get(button.dataset.label));
    const byPointer = detail > 0;
    if (byPointer) this.commands.article.element.focus({ preventScroll: true });
  }

  #show() {
    const { chosenSpan: chosen, editable } = this.workbench;
    const { range } = this.selection;
    for (const button of this.buttons) {
      const { layer, code } = this.labels.get(button.dataset.label);
      const pressed = !range && chosen?.layer === layer && chosen?.label === code;
      button.setAttribute("aria-pressed", String(pressed));
      button.disabled = !editable;
    }
    this.element.classList.toggle("has-selection", Boolean(range));
    this.hint.textContent = this.#words(range, chosen, editable);
  }

  #words(range, chosen, editable) {
    if (!editable) return "Read only";
    if (range) return `Mark “${shortened(this.commands.article.text(range.start, range.end))}” as`;
    return chosen ? `Change “${shortened(chosen.quote)}” to` : "Select words, then a label";
  }
}
