import { demanded } from "./codebook.js";
import { enhanceFilters } from "./entity_filter.js";
import { fieldsIn } from "./fields.js";
import { closesEntry, pressDigit } from "./keys.js";
import { Typing } from "./typing.js";

/** The panel of the chosen span: its attributes, note and borders. */
export class Details {
  #fields = new Map();

  constructor(element, workbench, codebook, { commands, everywhere }) {
    Object.assign(this, { element, workbench, codebook, commands, everywhere });
    this.panels = [...element.querySelectorAll("[data-layer-panel]")];
    for (const panel of this.panels) {
      const layer = panel.dataset.layerPanel;
      this.#fields.set(layer, fieldsIn(panel, codebook.attributes(layer)));
    }
    this.note = element.querySelector("[data-span-note]");
    this.form = element.querySelector("form");
    enhanceFilters(element);
    this.typing = new Typing(this.form, (control) => this.#report(control));
    this.form.addEventListener("submit", (event) => event.preventDefault());
    element.addEventListener("click", ({ target }) => this.#click(target));
    element.addEventListener("keydown", (event) => this.#key(event));
    document.addEventListener("annotate:details", () => this.focus());
    for (const event of ["choice", "editable"]) workbench.addEventListener(event, () => this.#show());
  }

  /** Go to a field of the chosen span: the given one, the first that is missing, or the first. */
  focus(code = null) {
    const span = this.workbench.chosenSpan;
    const fields = [...this.#fields.get(span.layer).values()];
    const asked = ({ variable }) => variable.code === code;
    const missing = (field) => !(field.variable.code in span.attributes) && this.#demanded(span, field);
    const field = fields.find(asked) ?? fields.find(missing) ?? fields[0];
    if (field) field.focus();
    else this.note.focus();
  }

  #demanded(span, { variable }) {
    return demanded(variable, span.attributes);
  }

  #show() {
    const span = this.workbench.chosenSpan;
    if (span?.uid !== this.form.dataset.uid) this.typing.flush(); // what was typed belongs to the span left
    this.form.dataset.uid = span?.uid ?? "";
    document.documentElement.classList.toggle("has-chosen", Boolean(span));
    this.form.hidden = !span;
    this.element.querySelector("[data-no-choice]").hidden = Boolean(span);
    if (!span) return;
    const label = this.codebook.label(span.layer, span.label);
    const heading = this.element.querySelector("[data-chosen-label]");
    heading.textContent = label.name;
    heading.dataset.label = label.id;
    this.element.querySelector("[data-chosen-quote]").textContent = span.quote;
    this.element.querySelector("[data-chosen-entry]").setAttribute("popovertarget", `entry-${label.id}`);
    for (const panel of this.panels) panel.hidden = panel.dataset.layerPanel !== span.layer;
    for (const field of this.#fields.get(span.layer).values()) this.#fill(field, span);
    if (this.note !== document.activeElement) this.note.value = span.note;
    for (const control of [this.note, ...this.element.querySelectorAll("[data-edits]")]) {
      control.disabled = !this.workbench.editable;
    }
  }

  #fill(field, span) {
    const value = span.attributes[field.variable.code];
    const owed = this.#demanded(span, field);
    field.value = value ?? null;
    field.disabled = !this.workbench.editable;
    field.problem = owed && value === undefined ? `${field.variable.name} is missing.` : null;
    field.element.hidden = Boolean(field.variable.required_unless) && !owed && value === undefined;
  }

  #report(control) {
    const span = this.workbench.annotation.spans.get(this.form.dataset.uid);
    if (!span || !this.workbench.editable) return;
    if (control === this.note) return this.#reportNote(span);
    const code = control.closest("[data-variable]")?.dataset.variable;
    const field = this.#fields.get(span.layer).get(code);
    if (field && !control.matches("[data-filter]")) this.#reportValue(span, field, field.value);
  }

  #reportNote({ uid, note }) {
    if (this.note.value === note) return;
    this.workbench.perform([{ op: "span_note", span: uid, note: this.note.value }]);
  }

  #reportValue({ uid, attributes }, { variable }, value) {
    if (value === undefined || JSON.stringify(value) === JSON.stringify(attributes[variable.code] ?? null)) return;
    this.workbench.perform([{ op: "attribute", span: uid, variable: variable.code, value }]);
  }

  #click(target) {
    const clear = target.closest("[data-clear]");
    const span = this.workbench.chosenSpan;
    if (clear && span) {
      const code = clear.closest("[data-variable]").dataset.variable;
      this.#reportValue(span, this.#fields.get(span.layer).get(code), null);
    }
    const button = target.closest("[data-command]");
    if (button) this.#command(button.dataset);
  }

  #command({ command, side, step }) {
    const { commands } = this;
    const actions = {
      border: () => commands.border(side, Number(step)),
      selection: () => commands.bordersFromSelection(),
      everywhere: () => this.everywhere.act(),
      remove: () => commands.remove(),
      jump: () => commands.jump(Number(step)),
      close: () => this.workbench.choose(null),
    };
    actions[command]();
  }

  #key(event) {
    if (closesEntry(event.key)) return;
    const ticking = event.target.matches("input[type=radio], input[type=checkbox]");
    if (event.key === "Escape") this.commands.article.element.focus({ preventScroll: true });
    else if (!(ticking && /^\d$/.test(event.key) && pressDigit(this.workbench.chosenSpan, event.key))) return;
    event.preventDefault();
  }
}
