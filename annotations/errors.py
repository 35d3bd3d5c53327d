"""What can go wrong with a text, a codebook or an annotation, each under its own name.

Every message is a full sentence that may be shown to a person as it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


class AnnotationError(ValueError):
    """The root of everything this package refuses."""


class UndecodableText(AnnotationError):
    """The bytes are not a text that can be frozen."""


class OutsideText(AnnotationError):
    """An offset does not lie in the text, or lies inside one of its characters."""


class InvalidSpan(AnnotationError):
    """A range that no text can have: empty, backwards, before the start or not made of whole numbers."""


class InvalidZones(AnnotationError):
    """Zones that overlap, leave the text or have an unknown kind."""


class InvalidMetadata(AnnotationError):
    """A date, a language or another fact about an article that cannot be kept as it was written."""


class OutsideCodebook(AnnotationError):
    """A value, label, layer or variable that the codebook does not know or no longer offers."""


@dataclass(frozen=True)
class Problem:
    """One fault of a codebook and the place of it, from the outermost table to the field."""

    path: tuple[str | int, ...]
    message: str

    def under(self, *prefix: str | int) -> Problem:
        """Return the same fault as seen from further outside."""
        return Problem((*prefix, *self.path), self.message)

    def __str__(self) -> str:
        where = ""
        for step in self.path:
            where += f"[{step}]" if isinstance(step, int) else f".{step}" if where else step
        return f"{where}: {self.message}" if where else self.message


class CodebookError(AnnotationError):
    """A codebook that contradicts itself or cannot be read; ``lines`` holds one sentence for each fault."""

    def __init__(self, lines: Sequence[str], problems: Sequence[Problem] = ()) -> None:
        super().__init__("\n".join(lines))
        self.lines = tuple(lines)
        self.problems = tuple(problems)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.lines, self.problems)


class InvalidAnnotation(AnnotationError):
    """A stored annotation that could not have come from any sequence of operations."""


class InvalidOperation(AnnotationError):
    """An operation that is malformed or does not apply; ``index`` is its place in the request, if known."""

    index: int | None = None


class Incomplete(InvalidOperation):
    """A submission while something required is missing; ``missing`` lists what and where."""

    def __init__(self, missing: Sequence[Any]) -> None:
        self.missing = tuple(missing)
        things = "one thing is" if len(self.missing) == 1 else f"{len(self.missing)} things are"
        super().__init__(f"The annotation cannot be submitted yet: {things} missing.")

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.missing,)


class NotCanonical(AnnotationError):
    """A value that has no canonical JSON form, and so no hash."""


class ImpossiblePlan(AnnotationError):
    """A plan of assignments that the numbers do not allow."""
