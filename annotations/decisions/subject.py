"""What a decision is about, as it stood when it was taken: the spans or answers, and whose they were."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from annotations.annotation import MarkedSpan
from annotations.decisions.groups import Coder, GroupKey, Marking, group_key
from annotations.errors import AnnotationError
from annotations.variables import Value

FOUND, BORDERS, LABEL, ATTRIBUTE, ANSWER = "found", "borders", "label", "attribute", "answer"
# In the order in which they are asked: borders of what is no finding need not be settled.
KINDS = (FOUND, BORDERS, LABEL, ATTRIBUTE, ANSWER)
Facet = tuple[str, str]


class InvalidDecision(AnnotationError):
    """A decision that does not fit what it is about."""


@dataclass(frozen=True)
class Subject:
    """One thing to be settled in an article.

    ``variable`` is the attribute or the question. Of spans there are ``marks`` and the ``silent`` who have
    none; of a question ``given`` holds what everybody answered, None for who did not.
    """

    kind: str
    layer: str = ""
    variable: str = ""
    marks: tuple[Marking, ...] = ()
    silent: tuple[Coder, ...] = ()
    given: tuple[tuple[Coder, Value | None], ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise InvalidDecision(f"{self.kind!r} is not a kind of disagreement.")
        if (self.kind == ANSWER) == bool(self.marks):
            raise InvalidDecision("A question has answers, everything else has spans.")

    @property
    def facet(self) -> Facet:
        """Which side of a group of spans it is."""
        return self.kind, self.variable

    @cached_property
    def group(self) -> GroupKey:
        """The spans it is about; empty for a question."""
        return group_key(self.marks)

    @cached_property
    def key(self) -> str:
        """A short name that stays the same while the same spans or question are meant."""
        told = repr((self.kind, self.layer, self.variable, self.group))
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    @property
    def coders(self) -> tuple[Coder, ...]:
        """Everybody whose annotation it rests on."""
        return tuple(mark.coder for mark in self.marks) + self.silent + tuple(one for one, _ in self.given)

    def is_stale(self, versions: Mapping[int, int]) -> bool:
        """Say whether an annotation moved on since, given the newest versions."""
        return any(versions.get(coder.annotation_id) != coder.version for coder in self.coders)

    def to_dict(self) -> dict[str, Any]:
        """Return the subject as plain JSON."""
        return {
            "kind": self.kind,
            "layer": self.layer,
            "variable": self.variable,
            "marks": [_coder(mark.coder) | {"span": mark.span.to_dict()} for mark in self.marks],
            "silent": [_coder(coder) for coder in self.silent],
            "given": [_coder(coder) | {"value": value} for coder, value in self.given],
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any], names: Mapping[int, str]) -> Subject:
        """Return the subject that ``to_dict`` wrote; ``names`` says whose each annotation is."""

        def coder(row: Mapping[str, Any]) -> Coder:
            return Coder(row["annotation"], row["version"], names.get(row["annotation"], ""))

        try:
            return cls(
                stored["kind"],
                stored["layer"],
                stored["variable"],
                tuple(Marking(coder(row), MarkedSpan.from_dict(row["span"])) for row in stored["marks"]),
                tuple(coder(row) for row in stored["silent"]),
                tuple((coder(row), row["value"]) for row in stored["given"]),
            )
        except (KeyError, TypeError) as fault:
            raise InvalidDecision(f"What was decided about cannot be read: {fault!r}.") from fault


def _coder(coder: Coder) -> dict[str, Any]:
    return {"annotation": coder.annotation_id, "version": coder.version}
