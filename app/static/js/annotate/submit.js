import { missingIn } from "./missing.js";

/** Submit: what is missing, each with a way to its place; then wait for the server; then the next article. */
export class Submit {
  constructor(button, parts) {
    Object.assign(this, parts, { button }); // session, sender, workbench, questions, details, announcer, next ...
    this.panel = document.querySelector("[data-missing]");
    this.list = this.panel.querySelector("ul");
    this.heading = this.panel.querySelector("h2");
    this.progress = document.querySelector("[data-owed]");
    button.addEventListener("click", () => this.#submit());
    this.sender.addEventListener("saved", ({ detail }) => detail.state === "submitted" && this.#leave());
    this.sender.addEventListener("incomplete", ({ detail }) => this.#show(detail.missing));
    this.workbench.addEventListener("change", () => this.#follow());
    this.workbench.addEventListener("editable", () => (button.disabled = !this.workbench.editable));
  }

  /** Count what is owed, and strike from an open list what has been done. */
  #follow() {
    const missing = missingIn(this.workbench.annotation, this.codebook);
    this.progress.textContent = missing.length ? `${missing.length} to do` : "Complete";
    if (!this.panel.hidden) this.#fill(missing);
  }

  async #submit() {
    if (!this.workbench.editable) return;
    this.button.disabled = true;
    if (await this.#ready()) await this.#send();
    this.button.disabled = !this.workbench.editable;
  }

  async #ready() {
    const saved = await this.session.allSaved();
    const missing = missingIn(this.workbench.annotation, this.codebook);
    if (missing.length) this.#show(missing);
    else if (!saved) this.announcer.say("Not submitted: there are changes that the server has not saved yet.");
    return saved && !missing.length;
  }

  async #send() {
    this.workbench.setEditable(false);
    await this.sender.add([{ op: "submit" }]);
    const state = await this.sender.settled();
    if (!this.panel.hidden) this.workbench.setEditable(true); // the server found something missing
    else if (state !== "saved") this.announcer.say("Not submitted yet: it waits for the server's answer.");
  }

  #leave() {
    this.announcer.say("Submitted.");
    location.assign(this.next);
  }

  #show(missing) {
    this.panel.hidden = false;
    document.documentElement.classList.add("is-reviewing");
    this.#fill(missing);
    this.questions.mark(missing);
    this.heading.focus();
    this.panel.scrollIntoView({ block: "nearest" });
  }

  #fill(missing) {
    this.panel.hidden = !missing.length;
    const { length } = missing;
    this.heading.textContent = length === 1 ? "One thing is missing" : `${length} things are missing`;
    this.list.replaceChildren(...missing.map((entry) => this.#entry(entry)));
  }

  #entry(missing) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-link";
    button.textContent = missing.message;
    button.addEventListener("click", () => this.#go(missing));
    item.append(button);
    return item;
  }

  #go({ variable, span: uid }) {
    const span = this.workbench.annotation.spans.get(uid);
    if (span) {
      this.commands.visit(span);
      this.details.focus(variable);
    } else if (this.questions.fields.has(variable)) {
      this.questions.fields.get(variable).focus();
    } else {
      this.commands.article.element.focus();
    }
  }
}
