const STORED = "parallax single keys";

/** The keyboard in the article pane: a caret that goes by words, and single keys that can be switched off. */
export class Keys {
  constructor(element, { commands, caret, workbench, codebook, history, suggestions, everywhere }) {
    Object.assign(this, { element, commands, caret, workbench, codebook, suggestions, everywhere });
    element.addEventListener("keydown", (event) => this.#inArticle(event));
    element.addEventListener("focus", () => caret.wake());
    element.addEventListener("blur", () => caret.sleep());
    document.addEventListener("keydown", (event) => inHistory(event, history));
    this.#offerSwitch(document.querySelector("[data-single-keys]"));
  }

  #offerSwitch(control) {
    this.switch = control;
    control.checked = localStorage.getItem(STORED) !== "off";
    const follow = () => document.documentElement.classList.toggle("single-keys-off", !control.checked);
    control.addEventListener("change", () => {
      localStorage.setItem(STORED, control.checked ? "on" : "off");
      follow();
    });
    follow();
  }

  #inArticle(event) {
    if (event.defaultPrevented || event.isComposing) return;
    const handled = this.#arrow(event) || this.#named(event) || this.#single(event);
    if (handled) event.preventDefault();
  }

  #arrow({ key, shiftKey, ctrlKey, altKey, metaKey }) {
    const fine = ctrlKey || altKey || metaKey;
    const { caret } = this;
    const forward = caret.rtl ? -1 : 1;
    const moves = {
      ArrowRight: () => caret.move(forward, fine ? "grapheme" : "word", shiftKey),
      ArrowLeft: () => caret.move(-forward, fine ? "grapheme" : "word", shiftKey),
      ArrowUp: () => (fine ? caret.paragraph(-1, shiftKey) : caret.line(-1, shiftKey)),
      ArrowDown: () => (fine ? caret.paragraph(1, shiftKey) : caret.line(1, shiftKey)),
      Home: () => caret.home(fine, shiftKey),
      End: () => caret.end(fine, shiftKey),
    };
    if (!moves[key]) return false;
    if (!shiftKey) this.workbench.choose(null);
    moves[key]();
    return true;
  }

  #named({ key, ctrlKey, altKey, metaKey }) {
    if (ctrlKey || altKey || metaKey || closesEntry(key)) return false;
    const { commands, caret } = this;
    const named = {
      Escape: () => commands.clear(),
      Delete: () => commands.remove(),
      Backspace: () => commands.remove(),
      Enter: () => this.#details(),
      " ": () => commands.cycle(caret.place) && caret.sleep(),
    };
    named[key]?.();
    return key in named;
  }

  /** Enter leads from the text to the details of the span. */
  #details() {
    if (!this.workbench.chosen) this.commands.cycle(this.caret.place);
    if (this.workbench.chosen) document.dispatchEvent(new Event("annotate:details"));
  }

  /** A letter accepts the suggestion that is looked at with another label, unless words or a span are chosen. */
  #label(label) {
    const free = !this.commands.selection.range && !this.workbench.chosen;
    if (!(free && this.suggestions.current && this.suggestions.accept(undefined, label))) this.commands.label(label);
  }

  #single(event) {
    const { key, ctrlKey, altKey, metaKey } = event;
    if (key.length !== 1 || ctrlKey || metaKey || !this.switch.checked) return false;
    const label = this.codebook.hotkeys.get(key.toLowerCase());
    if (label && !altKey) {
      if (key === key.toLowerCase()) this.#label(label);
      else document.getElementById(`entry-${label.id}`).showPopover();
      return true;
    }
    if (/^\d$/.test(key)) return pressDigit(this.workbench.chosenSpan, key);
    const { commands } = this;
    const punctuation = {
      ",": () => commands.jump(-1),
      ".": () => commands.jump(1),
      "[": () => commands.border("end", -1),
      "]": () => commands.border("end", 1),
      "{": () => commands.border("start", -1),
      "}": () => commands.border("start", 1),
      "=": () => commands.bordersFromSelection(),
      "*": () => this.everywhere.act(),
      ";": () => this.suggestions.step(1),
      ":": () => this.suggestions.step(-1),
      "+": () => this.suggestions.accept(),
      "-": () => this.suggestions.reject(),
      "?": () => document.querySelector("[data-help]").showModal(),
    };
    punctuation[key]?.();
    return key in punctuation;
  }
}

/** Tick the choice that carries a digit, in the details of a span. */
export function pressDigit(span, digit) {
  if (!span) return false;
  const panel = document.querySelector(`[data-layer-panel="${CSS.escape(span.layer)}"]`);
  const control = panel.querySelector(`[data-digit="${digit}"]`);
  control?.click();
  return Boolean(control);
}

/** Whether a key is for the browser, which closes an open codebook entry by Escape. */
export function closesEntry(key) {
  return key === "Escape" && Boolean(document.querySelector(":popover-open"));
}

function inHistory(event, { undo, redo }) {
  const { key, shiftKey, ctrlKey, metaKey, target } = event;
  const typing = target.matches("textarea, input:not([type=radio]):not([type=checkbox])");
  if (!(ctrlKey || metaKey) || typing || document.querySelector("dialog[open]")) return;
  const letter = key.toLowerCase();
  if (letter === "z" && !shiftKey) undo();
  else if (letter === "y" || (letter === "z" && shiftKey)) redo();
  else return;
  event.preventDefault();
}
