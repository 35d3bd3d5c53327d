import { Annotation, Inapplicable } from "./annotation.js";

/** Apply what can be applied and return the rest. */
export function applyAll(annotation, operations) {
  return operations.filter((operation) => {
    try {
      annotation.apply(operation);
      return false;
    } catch (error) {
      if (error instanceof Inapplicable) return true;
      throw error;
    }
  });
}

/** What of these entries still fits on another stored state, and the operations that do not. */
export function fitted(entries, stored) {
  const target = new Annotation(stored);
  const lost = [];
  const fitting = entries.flatMap((entry) => {
    const unfit = applyAll(target, entry.operations);
    lost.push(...unfit);
    const operations = entry.operations.filter((operation) => !unfit.includes(operation));
    return operations.length ? [{ ...entry, operations }] : [];
  });
  return { fitting, lost };
}
