import { Annotation } from "./annotation.js";
import { valueName } from "./codebook.js";

const ELSEWHERE = "This annotation was changed in another place since it was loaded here.";

/** Mine and stored side by side; nothing is overwritten until a person has chosen. */
export class ConflictDialog {
  #detail = null;

  constructor(dialog, { session, sender, workbench, codebook, announcer }) {
    Object.assign(this, { dialog, session, sender, workbench, codebook, announcer });
    session.addEventListener("conflict", ({ detail }) => this.#open(detail));
    dialog.addEventListener("cancel", (event) => event.preventDefault());
    dialog.querySelector("[data-reapply]").addEventListener("click", () => this.#reapply());
    dialog.querySelector("[data-discard]").addEventListener("click", () => this.#discard());
    dialog.querySelector("[data-download]").addEventListener("click", () => this.#download());
  }

  #open(detail) {
    this.#detail = detail;
    const { workbench, sender } = this;
    const mine = this.#lines(workbench.annotation);
    const stored = this.#lines(new Annotation(detail.annotation));
    this.#fill("mine", mine, new Set(stored));
    this.#fill("stored", stored, new Set(mine));
    const count = sender.entries.length;
    this.#write("unsent", count === 1 ? "1 unsent change" : `${count} unsent changes`);
    this.#write("why", detail.refused ? `The server refused one change: ${detail.refused}` : ELSEWHERE);
    if (!this.dialog.open) this.dialog.showModal();
  }

  #write(part, words) {
    this.dialog.querySelector(`[data-${part}]`).textContent = words;
  }

  /** One side: what is only there, and how much is the same on both. */
  #fill(part, lines, others) {
    const different = lines.filter((line) => !others.has(line));
    const same = lines.length - different.length;
    const items = different.map((line) => {
      const item = document.createElement("li");
      item.textContent = line;
      return item;
    });
    this.dialog.querySelector(`[data-${part}]`).replaceChildren(...items);
    const beside = different.length ? "Beside this, " : "Nothing that is only here. ";
    this.#write(`${part}-same`, `${beside}${same} the same on both sides.`);
  }

  /** An annotation as lines that can be compared. */
  #lines({ spans, answers, note, foundNone }) {
    const lines = [...spans.values()].sort((a, b) => a.start - b.start).map((span) => this.#spanLine(span));
    for (const question of this.codebook.questions) {
      if (answers[question.code] === undefined) continue;
      lines.push(`${question.name}: ${valueName(question, answers[question.code])}`);
    }
    if (foundNone) lines.push("Read it all, found none");
    if (note) lines.push(`Note: ${note}`);
    return lines;
  }

  #spanLine({ layer, label, quote, attributes, note }) {
    const values = this.codebook
      .attributes(layer)
      .filter(({ code }) => attributes[code] !== undefined)
      .map((variable) => valueName(variable, attributes[variable.code]));
    const parts = [this.codebook.label(layer, label).name, ...values, ...(note ? [`note: ${note}`] : [])];
    return `“${quote}”: ${parts.join(", ")}`;
  }

  async #reapply() {
    const lost = await this.session.reapply(this.#detail);
    this.dialog.close();
    const words = lost.length ? `${lost.length} of your changes no longer fitted and were left out.` : "";
    this.announcer.say(`Your changes were put on top of the stored state. ${words}`);
  }

  async #discard() {
    await this.session.discard(this.#detail);
    this.dialog.close();
    this.announcer.say("Your unsent changes were discarded. This is the stored state.");
  }

  /** A copy on this computer, before anything is given up. */
  #download() {
    const changes = this.sender.entries.map(({ time, operations }) => ({ time, operations }));
    const data = JSON.stringify(changes, null, 2);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([data], { type: "application/json" }));
    link.download = "unsent-changes.json";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
  }
}
