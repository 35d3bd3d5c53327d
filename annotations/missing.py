"""What an annotation still lacks before it can be submitted, and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from annotations.annotation import Annotation, MarkedSpan
from annotations.codebook import Codebook

NOTHING_SAID = "nothing_said"
LABEL = "label"
ATTRIBUTE = "attribute"
ANSWER = "answer"


@dataclass(frozen=True)
class Missing:
    """One thing that is owed: its kind, the span and the variable it belongs to, a sentence for a person."""

    kind: str
    span: str | None
    variable: str | None
    message: str

    def to_dict(self) -> dict[str, str | None]:
        """Return it as plain JSON."""
        return {"kind": self.kind, "span": self.span, "variable": self.variable, "message": self.message}


def missing(annotation: Annotation, codebook: Codebook) -> tuple[Missing, ...]:
    """List what is missing in reading order: spans first, then the article's questions."""
    return tuple(_missing(annotation, codebook))


def _missing(annotation: Annotation, codebook: Codebook) -> Iterator[Missing]:
    if codebook.layers and not annotation.spans and not annotation.found_none:
        yield Missing(NOTHING_SAID, None, None, "Mark a span, or say that you read it all and found none.")
    for span in annotation.spans:
        yield from _missing_of_span(span, codebook)
    for question in codebook.article_questions:
        if question.code not in annotation.answers and question.demanded(annotation.answers):
            yield Missing(ANSWER, None, question.code, f"Answer the question “{question.name}”.")


def _missing_of_span(span: MarkedSpan, codebook: Codebook) -> Iterator[Missing]:
    layer = codebook.layer(span.layer)
    label = layer.label_variable.category(span.label)
    if not label.offered:
        told = f"“{_shown(span)}” has the label {label.name}, which is retired. Choose another."
        yield Missing(LABEL, span.uid, None, told)
    for variable in layer.attributes:
        if variable.code not in span.attributes and variable.demanded(span.attributes):
            yield Missing(ATTRIBUTE, span.uid, variable.code, f"“{_shown(span)}” lacks {variable.name}.")


def _shown(span: MarkedSpan) -> str:
    words = " ".join(span.quote.split())
    return words if len(words) <= 40 else words[:39] + "…"
