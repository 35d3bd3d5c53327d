/** The instrument as the page needs it: labels by layer and code, hotkeys, attributes, questions. */
export class Codebook {
  #labels = new Map();

  constructor({ layers, article_questions: questions }) {
    this.layers = layers;
    this.questions = questions;
    this.hotkeys = new Map();
    layers.forEach((layer, i) => layer.labels.forEach((label, j) => this.#add(layer, label, `${i}-${j}`)));
  }

  #add(layer, label, id) {
    const offered = label.codable && !label.retired;
    const entry = { id, layer: layer.code, code: label.code, name: label.name, colour: label.colour, offered };
    this.#labels.set(`${layer.code} ${label.code}`, entry);
    if (label.hotkey && offered) this.hotkeys.set(label.hotkey, entry);
  }

  get labels() {
    return [...this.#labels.values()];
  }

  label(layer, code) {
    return this.#labels.get(`${layer} ${code}`);
  }

  attributes(layer) {
    return this.layers.find(({ code }) => code === layer).attributes;
  }
}

/** Say whether an answer to a variable is owed, given the answers beside it. */
export function demanded(variable, values) {
  if (!variable.required || !variable.required_unless) return variable.required;
  const [other, lifting] = variable.required_unless;
  return ![values[other]].flat().includes(lifting);
}

/** A value in the words of the codebook. */
export function valueName(variable, value) {
  if (value === "not_applicable") return "Not applicable";
  const name = (code) => variable.categories.find((category) => category.code === code)?.name ?? code;
  if (Array.isArray(value)) return value.map(name).join(", ");
  return variable.steps?.[value] ?? name(value);
}
