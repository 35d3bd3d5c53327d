"""Terms: words that suggest a label. What they mean where they stand, people judge.

A form is one or more words as they are written. A star stands for any letters within its word, none included:
``autocra*`` is found in autocrat, autocrats and autocracy. There is nothing else to a form, so that no list
can make a search slow.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotations.codebook import Codebook
from annotations.errors import AnnotationError
from annotations.wellformed import text_fault
from annotations.words import runs_of

STAR = "*"
MAX_TERMS, MAX_FORMS, MAX_FORM, MAX_WORDS, MAX_NOTE = 2_000, 30, 100, 8, 1_000
MAX_STARS = 2  # in one word
_SPELLED = 2  # letters that a word with a star has at least


class InvalidTerm(AnnotationError):
    """A term that cannot be looked for, or suggests nothing that the codebook has."""


@dataclass(frozen=True)
class Term:
    """Words that suggest a label.

    Attributes:
        words: its forms; the first one names it.
        exact: whether capitals matter.
    """

    words: tuple[str, ...]
    layer: str
    label: str
    note: str = ""
    exact: bool = False

    def __post_init__(self) -> None:
        """Refuse what cannot be looked for."""
        if not 1 <= len(self.words) <= MAX_FORMS:
            raise InvalidTerm(f"A term has 1 to {MAX_FORMS} forms, not {len(self.words)}.")
        for form in self.words:
            check_form(form)
        if fault := text_fault(self.note, MAX_NOTE):
            raise InvalidTerm(f"The note of “{self.name}” {fault}.")

    @property
    def name(self) -> str:
        """The form that names the term."""
        return self.words[0]

    @property
    def key(self) -> str:
        """A digest of all that the meaning of its places depends on: words and label, not the note."""
        told = "\n".join([self.layer, self.label, str(self.exact), *sorted(set(self.words))])
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    def to_dict(self) -> dict[str, Any]:
        """Return the term as plain JSON."""
        said = {"words": list(self.words), "layer": self.layer, "label": self.label}
        return {**said, "note": self.note, "exact": self.exact}

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Term:
        """Return the term that ``to_dict`` wrote."""
        return cls(tuple(stored["words"]), stored["layer"], stored["label"], stored["note"], stored["exact"])


def check_form(form: str) -> None:
    """Refuse a form that cannot be looked for, with the reason."""
    if fault := text_fault(form, MAX_FORM):
        raise InvalidTerm(f"“{form[:40]}” {fault}.")
    parts = words_of_form(form)
    if not 1 <= len(parts) <= MAX_WORDS:
        raise InvalidTerm(f"“{form[:40]}” must have 1 to {MAX_WORDS} words.")
    for _, word in parts:
        letters = word.replace(STAR, "")
        if STAR in word and (len(letters) < _SPELLED or word.count(STAR) > MAX_STARS):
            least = f"{_SPELLED} letters or more, and up to {MAX_STARS} stars"
            raise InvalidTerm(f"“{form[:40]}”: a word with a star has {least}.")


def words_of_form(form: str) -> list[tuple[str, str]]:
    """Return the words of a form, each after what stands between it and the word before."""
    found: list[tuple[str, str]] = []
    before = 0
    for start, end in runs_of(form.replace(STAR, "x")):
        found.append((form[before:start] if found else "", form[start:end]))
        before = end
    return found


def check_terms(terms: Sequence[Term]) -> None:
    """Refuse a list that is too long, or in which one form suggests one label twice."""
    if len(terms) > MAX_TERMS:
        raise InvalidTerm(f"A list has at most {MAX_TERMS:,} terms, not {len(terms):,}.")
    seen: dict[tuple[str, str, str], str] = {}
    for term in terms:
        for form in {one.casefold() for one in term.words}:
            other = seen.setdefault((term.layer, term.label, form), term.name)
            if other is not term.name:
                raise InvalidTerm(f"“{form}” is in the list twice for one label: {other}, {term.name}.")


def unusable(term: Term, book: Codebook) -> str:
    """Return why a codebook cannot take what the term suggests, or nothing."""
    layer = next((one for one in book.layers if one.code == term.layer), None)
    if layer is None:
        return f"the codebook has no layer {term.layer!r}"
    label = next((one for one in layer.labels if one.code == term.label), None)
    if label is None:
        return f"the layer {layer.code!r} has no label {term.label!r}"
    return "" if label.offered else f"the label {term.label!r} is not given any more"


def split_forms(written: str) -> tuple[str, ...]:
    """Return the forms that are written with bars or line ends between them."""
    parts: Iterable[str] = written.replace("|", "\n").splitlines()
    return tuple(dict.fromkeys(form for part in parts if (form := " ".join(part.split()))))
