import { valueName } from "./codebook.js";
import { reveal } from "./reveal.js";

const CURRENT_PRIORITY = 150;

/** The suggestions as a list beside the text, and as dotted lines in it. */
export class SuggestionList {
  constructor(element, suggestions, { article, codebook, caret, words }) {
    Object.assign(this, { element, suggestions, article, codebook, caret, words });
    this.template = document.querySelector("template[data-suggestion-item]");
    this.drawn = { open: new Highlight(), current: new Highlight() };
    this.drawn.current.priority = CURRENT_PRIORITY;
    CSS.highlights.set("suggested", this.drawn.open);
    CSS.highlights.set("suggested-current", this.drawn.current);
    element.addEventListener("click", ({ target }) => this.#clicked(target.closest("button")));
    suggestions.addEventListener("current", () => this.#visit());
    for (const event of ["change", "editable"]) suggestions.workbench.addEventListener(event, () => this.#show());
  }

  #clicked(button) {
    const one = button && this.suggestions.find(button.closest("[data-suggestion]").dataset.suggestion);
    if (!one) return;
    if (button.dataset.does === "accept") this.suggestions.accept(one);
    else if (button.dataset.does === "reject") this.suggestions.reject(one);
    else this.suggestions.look(one);
    if (!button.isConnected) this.element.querySelector("button")?.focus();
  }

  #show() {
    const { open } = this.suggestions;
    document.querySelector("[data-suggestion-count]").textContent = open.length;
    document.querySelector("[data-no-suggestions]").hidden = open.length > 0;
    this.element.closest("section").hidden = !this.suggestions.all.length && !this.suggestions.own.length;
    this.element.hidden = open.length === 0;
    this.element.replaceChildren(...open.map((one) => this.#render(one)));
    this.drawn.open.clear();
    for (const one of open.filter(({ variable }) => !variable)) this.drawn.open.add(this.article.staticRange(one));
    this.#mark();
  }

  #render(one) {
    const item = this.template.content.firstElementChild.cloneNode(true);
    const part = (name) => item.querySelector(`[data-part="${name}"]`);
    item.dataset.suggestion = one.uid;
    const words = one.variable ? this.#question(one.variable).name : this.article.text(one.start, one.end);
    part("quote").textContent = words;
    part("quote").lang = one.variable ? "en" : (this.article.language ?? "");
    part("label").textContent = this.#said(one);
    if (!one.variable) part("label").dataset.label = this.codebook.label(one.layer, one.label).id;
    part("values").textContent = this.#values(one);
    const score = typeof one.score === "number" ? ` · ${one.score.toFixed(2)}` : "";
    part("model").textContent = `${one.model} ${one.version}`.trim() + score;
    for (const button of item.querySelectorAll("[data-does]")) {
      button.disabled = !this.suggestions.workbench.editable;
      button.setAttribute("aria-label", `${button.textContent.trim()}: ${words}, ${this.#said(one)}`);
    }
    return item;
  }

  #question(code) {
    return this.codebook.questions.find((question) => question.code === code);
  }

  #said({ variable, value, layer, label }) {
    return variable ? String(valueName(this.#question(variable), value)) : this.codebook.label(layer, label).name;
  }

  #values({ layer, attributes }) {
    if (!layer) return "";
    const told = this.codebook.attributes(layer).filter(({ code }) => attributes[code] !== undefined);
    return told.map((variable) => valueName(variable, attributes[variable.code])).join(" · ");
  }

  #visit() {
    const one = this.suggestions.current;
    this.#mark();
    if (!one) return;
    if (one.variable) return void document.querySelector(`[data-variable="${one.variable}"]`)?.scrollIntoView();
    this.caret.stand(this.words.at(one.start));
    this.caret.sleep();
    reveal(this.article, one);
  }

  #mark() {
    const one = this.suggestions.current;
    this.drawn.current.clear();
    if (one && !one.variable) this.drawn.current.add(this.article.staticRange(one));
    for (const item of this.element.children) {
      const button = item.querySelector("[data-looks]");
      button.toggleAttribute("aria-current", item.dataset.suggestion === one?.uid);
      if (button.hasAttribute("aria-current")) button.setAttribute("aria-current", "true");
    }
  }
}
