/** Tells beside the voice of the chosen span that it stands inside quotation marks. It never sets a value. */
export class QuotationHint {
  constructor(element, article, workbench) {
    Object.assign(this, { element, workbench });
    this.quotations = JSON.parse(article.element.dataset.quotations ?? "[]");
    for (const event of ["choice", "change", "editable"]) workbench.addEventListener(event, () => this.#show());
  }

  #show() {
    const span = this.workbench.chosenSpan;
    const inside = span && this.quotations.some(([start, end]) => start <= span.start && span.end <= end);
    for (const hint of this.element.querySelectorAll("[data-quotation-hint]")) {
      hint.textContent = inside ? "inside quotation marks" : "";
    }
  }
}
