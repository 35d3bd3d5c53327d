"""An annotation: what one annotator said about one article, as the replay of its changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from annotations.errors import InvalidAnnotation
from annotations.frozen import FrozenMapping
from annotations.spans import Span
from annotations.text import MAX_TEXT
from annotations.variables import Value
from annotations.wellformed import UID, text_fault

DRAFT = "draft"
SUBMITTED = "submitted"
MAX_NOTE = 10_000
MAX_SPANS = 10_000


@dataclass(frozen=True)
class MarkedSpan:
    """A span with its label: target T is framed as label L in the voice V, at [start, end) of the text."""

    uid: str
    layer: str
    label: str
    start: int
    end: int
    quote: str
    attributes: Mapping[str, Value] = field(default_factory=FrozenMapping)
    note: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.uid, str) or not UID.fullmatch(self.uid):
            raise InvalidAnnotation("A span is named by 1 to 64 letters, digits, dashes and underscores.")
        if len(self.span) != len(self.quote):
            raise InvalidAnnotation(f"The quote of the span {self.uid!r} is not as long as the span.")
        if not isinstance(self.attributes, FrozenMapping):
            object.__setattr__(self, "attributes", FrozenMapping(self.attributes))

    @property
    def span(self) -> Span:
        """The range alone."""
        return Span(self.start, self.end)

    @property
    def order(self) -> tuple[int, int, str]:
        """The place of the span in its annotation: by start, then end, then name."""
        return self.start, self.end, self.uid

    def to_dict(self) -> dict[str, Any]:
        """Return the span as plain JSON."""
        return {
            "uid": self.uid,
            "layer": self.layer,
            "label": self.label,
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
            "attributes": plain(self.attributes),
            "note": self.note,
        }

    @classmethod
    def from_dict(cls, stored: object) -> MarkedSpan:
        """Return the span that ``to_dict`` wrote, or raise InvalidAnnotation."""
        row = _exactly(stored, _SPAN_KEYS, "A span")
        for name in ("layer", "label", "quote", "note"):
            _need_text(row[name], f"The {name} of a span")
        return cls(**row | {"attributes": _values(row["attributes"])})


@dataclass(frozen=True)
class Annotation:
    """Spans, answers and a note; or the explicit statement that all was read and nothing found.

    ``Annotation()`` is the empty one that every assignment starts with. Overlapping spans are normal.
    """

    spans: tuple[MarkedSpan, ...] = ()
    answers: Mapping[str, Value] = field(default_factory=FrozenMapping)
    note: str = ""
    found_none: bool = False
    state: str = DRAFT

    def __post_init__(self) -> None:
        object.__setattr__(self, "spans", tuple(sorted(self.spans, key=lambda span: span.order)))
        if not isinstance(self.answers, FrozenMapping):
            object.__setattr__(self, "answers", FrozenMapping(self.answers))
        if len({span.uid for span in self.spans}) < len(self.spans):
            raise InvalidAnnotation("Two spans of an annotation have the same name.")
        if self.found_none and self.spans:
            raise InvalidAnnotation("An annotation with spans cannot say that nothing was found.")
        if self.state not in (DRAFT, SUBMITTED):
            raise InvalidAnnotation(f"An annotation is a draft or submitted, not {self.state!r}.")

    @property
    def submitted(self) -> bool:
        """Whether the annotator has handed it in."""
        return self.state == SUBMITTED

    def span(self, uid: str) -> MarkedSpan | None:
        """Return the span of that name, if there is one."""
        return next((span for span in self.spans if span.uid == uid), None)

    def to_dict(self) -> dict[str, Any]:
        """Return the annotation as plain JSON."""
        return {
            "spans": [span.to_dict() for span in self.spans],
            "answers": plain(self.answers),
            "note": self.note,
            "found_none": self.found_none,
            "state": self.state,
        }

    @classmethod
    def from_dict(cls, stored: object) -> Annotation:
        """Return the annotation that ``to_dict`` wrote, or raise InvalidAnnotation.

        The shape is checked, not the text and not the codebook: those speak when an operation is applied.
        """
        row = _exactly(stored, _ANNOTATION_KEYS, "An annotation")
        if not isinstance(row["spans"], list):
            raise InvalidAnnotation("The spans of an annotation must be a list.")
        _need_text(row["note"], "The note of an annotation")
        if not isinstance(row["found_none"], bool):
            raise InvalidAnnotation("found_none must be true or false.")
        spans = tuple(MarkedSpan.from_dict(span) for span in row["spans"])
        return cls(**row | {"spans": spans, "answers": _values(row["answers"])})


def plain(values: Mapping[str, Value]) -> dict[str, Value]:
    """Return a dict of the values that shares nothing with the mapping."""
    return {code: list(value) if isinstance(value, list) else value for code, value in values.items()}


_SPAN_KEYS = frozenset(one.name for one in fields(MarkedSpan))
_ANNOTATION_KEYS = frozenset(one.name for one in fields(Annotation))


def _exactly(stored: object, names: frozenset[str], what: str) -> dict[str, Any]:
    if not isinstance(stored, Mapping) or stored.keys() != names:
        raise InvalidAnnotation(f"{what} is a table with exactly the keys {', '.join(sorted(names))}.")
    return dict(stored)


def _need_text(value: object, what: str) -> None:
    if fault := text_fault(value, MAX_TEXT):
        raise InvalidAnnotation(f"{what} {fault}.")


def _values(stored: object) -> FrozenMapping[str, Value]:
    if not isinstance(stored, Mapping):
        raise InvalidAnnotation("Values must be a table of variables and values.")
    for code, value in stored.items():
        if not isinstance(code, str) or not _is_value(value):
            raise InvalidAnnotation(f"{code!r} holds no value that a variable could have.")
    return FrozenMapping(_listed(stored.items()))


def _listed(items: Iterable[tuple[str, Any]]) -> dict[str, Value]:
    return {code: list(value) if isinstance(value, (list, tuple)) else value for code, value in items}


def _is_value(value: object) -> bool:
    if isinstance(value, (list, tuple)):
        return all(isinstance(code, str) for code in value)
    return isinstance(value, (str, int, float)) and not isinstance(value, bool)
