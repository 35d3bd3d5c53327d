/** Raised when an operation does not fit the annotation, for example on a span that is gone. */
export class Inapplicable extends Error {}

/** What one annotator said about one article; changed by the operations of the wire format alone. */
export class Annotation {
  constructor({ spans = [], answers = {}, note = "", found_none = false, state = "draft", rejected = [] } = {}) {
    this.spans = new Map(spans.map((span) => [span.uid, span]));
    this.answers = { ...answers };
    this.note = note;
    this.foundNone = found_none;
    this.state = state;
    this.rejected = new Set(rejected); // suggestions
  }

  copy() {
    return new Annotation({
      spans: [...this.spans.values()],
      answers: this.answers,
      note: this.note,
      found_none: this.foundNone,
      state: this.state,
      rejected: this.rejected,
    });
  }

  /** Apply one operation. */
  apply(operation) {
    EFFECTS[operation.op](this, operation);
  }

  /** The operations that take one operation back; asked before it is applied. */
  inverse(operation) {
    const span = this.spans.get(operation.span);
    if (operation.op !== "mark" && operation.span && !span) throw new Inapplicable("This span is gone.");
    return INVERSES[operation.op](operation, span, this);
  }

  span(uid) {
    const span = this.spans.get(uid);
    if (!span) throw new Inapplicable("This span is gone.");
    return span;
  }

  replace(uid, part) {
    this.spans.set(uid, { ...this.span(uid), ...part });
  }
}

const EFFECTS = {
  mark(annotation, { op, span: uid, ...rest }) {
    if (annotation.spans.has(uid)) throw new Inapplicable("This span is marked already.");
    annotation.spans.set(uid, { attributes: {}, note: "", ...rest, uid });
    annotation.foundNone = false;
  },
  remove(annotation, { span }) {
    annotation.span(span);
    annotation.spans.delete(span);
  },
  borders: (annotation, { span, start, end, quote }) => annotation.replace(span, { start, end, quote }),
  relabel: (annotation, { span, label }) => annotation.replace(span, { label }),
  attribute: (annotation, { span, variable, value }) =>
    annotation.replace(span, { attributes: withValue(annotation.span(span).attributes, variable, value) }),
  span_note: (annotation, { span, note }) => annotation.replace(span, { note }),
  answer(annotation, { variable, value }) {
    annotation.answers = withValue(annotation.answers, variable, value);
  },
  reject(annotation, { suggestion, value }) {
    annotation.rejected[value ? "add" : "delete"](suggestion);
  },
  note(annotation, { note }) {
    annotation.note = note;
  },
  found_none(annotation, { value }) {
    if (value && annotation.spans.size) throw new Inapplicable("There are spans in this article.");
    annotation.foundNone = value;
  },
  submit(annotation) {
    annotation.state = "submitted";
  },
};

const INVERSES = {
  mark: ({ span }, _, { foundNone }) => [
    { op: "remove", span },
    ...(foundNone ? [{ op: "found_none", value: true }] : []),
  ],
  remove: ({ span }, { layer, label, start, end, quote, attributes, note }) => [
    { op: "mark", span, layer, label, start, end, quote, attributes, note },
  ],
  borders: ({ span }, { start, end, quote }) => [{ op: "borders", span, start, end, quote }],
  relabel: ({ span }, { label }) => [{ op: "relabel", span, label }],
  attribute: ({ span, variable }, { attributes }) => [
    { op: "attribute", span, variable, value: attributes[variable] ?? null },
  ],
  span_note: ({ span }, { note }) => [{ op: "span_note", span, note }],
  answer: ({ variable }, _, { answers }) => [{ op: "answer", variable, value: answers[variable] ?? null }],
  reject: ({ suggestion, value }) => [{ op: "reject", suggestion, value: !value }],
  note: (_, __, { note }) => [{ op: "note", note }],
  found_none: (_, __, { foundNone }) => [{ op: "found_none", value: foundNone }],
  submit: () => [],
};

function withValue(values, variable, value) {
  const { [variable]: _, ...others } = values;
  return value === null ? others : { ...others, [variable]: value };
}
