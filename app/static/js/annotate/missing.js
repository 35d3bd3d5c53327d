import { demanded } from "./codebook.js";

/**
 * What is still owed before an annotation can be submitted: {kind, span, variable, message}.
 *
 * The server decides at submit; this is the same rule, so that the page can say it at once and offline.
 */
export function missingIn(annotation, codebook) {
  const missing = [];
  if (codebook.layers.length && !annotation.spans.size && !annotation.foundNone) {
    const message = "Mark a span, or say that you read it all and found none.";
    missing.push({ kind: "nothing_said", span: null, variable: null, message });
  }
  for (const span of annotation.spans.values()) missing.push(...missingInSpan(span, codebook));
  for (const question of codebook.questions) {
    if (demanded(question, annotation.answers) && annotation.answers[question.code] === undefined) {
      const message = `Answer the question “${question.name}”.`;
      missing.push({ kind: "answer", span: null, variable: question.code, message });
    }
  }
  return missing;
}

/** What one span still lacks. */
export function missingInSpan(span, codebook) {
  const label = codebook.label(span.layer, span.label);
  const lacks = codebook
    .attributes(span.layer)
    .filter((variable) => demanded(variable, span.attributes) && span.attributes[variable.code] === undefined)
    .map(({ code, name }) => ({
      kind: "attribute",
      span: span.uid,
      variable: code,
      // Read only where it is shown: a thousand spans are counted after every key.
      get message() {
        return `“${shortened(span.quote)}” lacks ${name}.`;
      },
    }));
  if (label.offered) return lacks;
  const message = `“${shortened(span.quote)}” has the label ${label.name}, which is retired. Choose another.`;
  return [{ kind: "label", span: span.uid, variable: null, message }, ...lacks];
}

/** A quote on one line, cut where it gets long. */
export function shortened(quote) {
  const characters = Array.from(quote.replace(/\s+/gu, " "));
  return characters.length > 40 ? `${characters.slice(0, 39).join("")}…` : characters.join("");
}
