import { fieldsIn } from "./fields.js";
import { Typing } from "./typing.js";

/** The questions about the whole article, its note, and "I read it all and found none". */
export class Questions {
  constructor(element, workbench, codebook) {
    Object.assign(this, { element, workbench });
    this.fields = fieldsIn(element, codebook.questions);
    this.note = document.querySelector("[data-article-note]");
    this.foundNone = document.querySelector("[data-found-none]");
    this.typing = new Typing(element, (control) => this.#report(control));
    element.addEventListener("submit", (event) => event.preventDefault());
    element.addEventListener("click", ({ target }) => this.#clear(target.closest("[data-clear]")));
    this.foundNone.addEventListener("change", () => this.#reportFoundNone());
    for (const event of ["change", "editable"]) workbench.addEventListener(event, () => this.#show());
  }

  /** Show which answers are missing, after a submit that could not be. */
  mark(missing) {
    const owed = missing.filter(({ span }) => !span);
    const messages = new Map(owed.map(({ variable, message }) => [variable, message]));
    for (const [code, field] of this.fields) field.problem = messages.get(code);
  }

  #show() {
    const { annotation, editable } = this.workbench;
    for (const [code, field] of this.fields) {
      field.value = annotation.answers[code] ?? null;
      field.disabled = !editable;
      if (annotation.answers[code] !== undefined) field.problem = null;
    }
    if (this.note !== document.activeElement) this.note.value = annotation.note;
    this.note.disabled = !editable;
    this.foundNone.checked = annotation.foundNone;
    this.foundNone.disabled = !editable || annotation.spans.size > 0;
  }

  #report(control) {
    if (!this.workbench.editable) return;
    if (control === this.note) return this.#reportNote();
    const code = control.closest("[data-variable]")?.dataset.variable;
    if (code) this.#reportAnswer(code, this.fields.get(code).value);
  }

  #reportNote() {
    const note = this.note.value;
    if (note !== this.workbench.annotation.note) this.workbench.perform([{ op: "note", note }]);
  }

  #reportAnswer(code, value) {
    const before = this.workbench.annotation.answers[code] ?? null;
    if (value === undefined || JSON.stringify(value) === JSON.stringify(before)) return;
    this.workbench.perform([{ op: "answer", variable: code, value }]);
  }

  #clear(button) {
    if (button) this.#reportAnswer(button.closest("[data-variable]").dataset.variable, null);
  }

  #reportFoundNone() {
    const value = this.foundNone.checked;
    this.workbench.perform([{ op: "found_none", value }], value ? "Noted: found none." : "No longer: found none.");
  }
}
