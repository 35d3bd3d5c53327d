/** Form controls of one variable, as the server rendered them: read, written, described. */
class Field {
  constructor(element, variable) {
    this.element = element;
    this.variable = variable;
    this.controls = [...element.querySelectorAll("input:not([data-filter]), select, textarea")];
    this.clearButton = element.querySelector("[data-clear]");
    this.error = element.querySelector("[data-error]");
  }

  /** The value in the wire format, null for none; undefined while the typed text is no valid number. */
  get value() {
    const { kind } = this.variable;
    if (kind === "text") return this.controls[0].value.trim() || null;
    if (kind === "number") return this.#number();
    const checked = this.controls.filter((control) => control.checked).map((control) => control.value);
    if (kind === "choices") return this.#choices(checked);
    if (!checked.length) return null;
    return kind === "scale" && checked[0] !== "not_applicable" ? Number(checked[0]) : checked[0];
  }

  #number() {
    const [typed, notApplicable] = this.controls;
    if (notApplicable?.checked) return notApplicable.value;
    if (typed.validity.badInput || !typed.checkValidity()) return undefined;
    return typed.value === "" ? null : Number(typed.value);
  }

  #choices(checked) {
    if (checked.includes("not_applicable")) return "not_applicable";
    return checked.length ? checked : null;
  }

  set value(value) {
    const values = [value ?? []].flat().map(String);
    const typed = values[0] === "not_applicable" ? "" : (values[0] ?? "");
    for (const control of this.controls) {
      if (control.matches("[type=radio], [type=checkbox]")) control.checked = values.includes(control.value);
      else if (control !== document.activeElement) control.value = typed;
    }
    if (this.clearButton) this.clearButton.hidden = value === null || value === undefined;
  }

  set disabled(disabled) {
    for (const control of this.controls) control.disabled = disabled;
    if (this.clearButton) this.clearButton.disabled = disabled;
  }

  /** Tie a message to the controls, or take it away. */
  set problem(message) {
    this.error.textContent = message ?? "";
    this.error.hidden = !message;
    this.element.classList.toggle("is-missing", Boolean(message));
    const group = this.element.getAttribute("role") === "radiogroup";
    for (const target of group ? [this.element] : this.controls) {
      if (message) target.setAttribute("aria-invalid", "true");
      else target.removeAttribute("aria-invalid");
    }
  }

  focus() {
    const control = this.element.querySelector("[data-filter], input:checked, input, select, textarea");
    control?.focus();
    this.element.scrollIntoView({ block: "nearest" });
  }
}

/** The fields in a part of the page, by the code of their variable. */
export function fieldsIn(element, variables) {
  const byCode = new Map(variables.map((variable) => [variable.code, variable]));
  const found = [...element.querySelectorAll("[data-variable]")].map((field) => [
    field.dataset.variable,
    new Field(field, byCode.get(field.dataset.variable)),
  ]);
  return new Map(found);
}
