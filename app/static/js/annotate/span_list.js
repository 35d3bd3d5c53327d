import { valueName } from "./codebook.js";
import { missingInSpan } from "./missing.js";
import { inReadingOrder } from "./span_index.js";

/** The accessible twin of the coloured text: every span as a button, in reading order. */
export class SpanList {
  #items = new Map();
  #order = [];

  constructor(element, workbench, codebook, commands) {
    Object.assign(this, { element, workbench, codebook, commands });
    this.template = document.querySelector("template[data-span-item]");
    this.count = document.querySelector("[data-span-count]");
    element.addEventListener("click", ({ target }) => this.#clicked(target));
    workbench.addEventListener("change", ({ detail }) => this.#update(detail.uids));
    workbench.addEventListener("choice", () => this.#markChosen());
  }

  #clicked(target) {
    const item = target.closest("[data-uid]");
    if (item) this.commands.visit(this.workbench.annotation.spans.get(item.dataset.uid));
  }

  #update(uids) {
    const { spans } = this.workbench.annotation;
    if (uids) for (const uid of uids) this.#place(uid, spans.get(uid));
    else this.#rebuild();
    this.count.textContent = spans.size;
    this.element.hidden = spans.size === 0;
    document.querySelector("[data-no-spans]").hidden = spans.size > 0;
  }

  #rebuild() {
    this.#order = this.workbench.index.ordered;
    this.#items = new Map(this.#order.map((span) => [span.uid, this.#render(span)]));
    this.element.replaceChildren(...this.#items.values());
    this.#markChosen();
  }

  #place(uid, span) {
    const old = this.#items.get(uid);
    const hadFocus = old?.contains(document.activeElement);
    this.#order = this.#order.filter((other) => other.uid !== uid);
    old?.remove();
    this.#items.delete(uid);
    if (!span) return;
    const item = this.#render(span);
    const at = this.#order.findIndex((other) => inReadingOrder(other, span) > 0);
    const next = at < 0 ? null : this.#items.get(this.#order[at].uid);
    this.#order.splice(at < 0 ? this.#order.length : at, 0, span);
    this.#items.set(uid, item);
    this.element.insertBefore(item, next);
    if (hadFocus) item.querySelector("button").focus();
  }

  #render(span) {
    const item = this.template.content.firstElementChild.cloneNode(true);
    const label = this.codebook.label(span.layer, span.label);
    const part = (name) => item.querySelector(`[data-part="${name}"]`);
    item.dataset.uid = span.uid;
    part("label").dataset.label = label.id;
    part("label").textContent = label.name;
    part("quote").textContent = span.quote;
    part("quote").lang = this.workbench.article.language ?? "";
    part("details").textContent = this.#details(span);
    const missing = missingInSpan(span, this.codebook);
    part("missing").textContent = missing.length ? `${missing.length} missing` : "";
    part("outside").hidden = !this.#outside(span);
    item.classList.toggle("is-incomplete", missing.length > 0);
    return item;
  }

  #details({ layer, attributes }) {
    const shown = ({ code, kind }) => attributes[code] !== undefined && kind !== "text";
    const named = this.codebook.attributes(layer).filter(shown);
    return named.map((variable) => valueName(variable, attributes[variable.code])).join(" · ");
  }

  #outside({ start }) {
    return this.workbench.article.paragraphAt(start).uncoded;
  }

  #markChosen() {
    this.element.querySelector("[aria-current]")?.removeAttribute("aria-current");
    const item = this.#items.get(this.workbench.chosen);
    if (!item) return;
    item.querySelector("button").setAttribute("aria-current", "true");
    requestAnimationFrame(() => this.#scrollTo(item)); // not now: it would lay the page out twice
  }

  /** Scroll the list alone; scrollIntoView would move the article as well. */
  #scrollTo(item) {
    const box = this.element.getBoundingClientRect();
    const { top, bottom } = item.getBoundingClientRect();
    if (top < box.top) this.element.scrollTop -= box.top - top;
    else if (bottom > box.bottom) this.element.scrollTop += bottom - box.bottom;
  }
}
