"""Where statements come from: statement, speaker, carriers, outlet, and how many origins there are.

Words reach an outlet along a chain, "Xi via Kremlin press service via Xinhua". Its origin is where the words
first entered public: the carrier next to the speaker, or the speaker where no carrier is named and the outlet
heard the words itself. Ten speakers that one press service quotes are one origin, not ten.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from annotations.errors import AnnotationError
from annotations.voices import Chain

# The kinds of carriers, with what people call them.
CARRIERS = {
    "readout": "official readout or press service",
    "state_agency": "state agency",
    "independent_agency": "independent agency",
    "newspaper": "newspaper or broadcaster",
    "aggregator": "aggregator",
    "translation": "translation",
    "other": "another kind",
}
_THE = re.compile(r"^the\s+", re.IGNORECASE)


class InvalidSourcing(AnnotationError):
    """A chain that cannot be: a carrier without a name, or of an unknown kind."""


@dataclass(frozen=True)
class Carrier:
    """Somebody through whom words came on their way to the outlet."""

    name: str
    kind: str

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise InvalidSourcing("A carrier needs a name.")
        if self.kind not in CARRIERS:
            raise InvalidSourcing(f"{self.kind!r} is not a kind of carrier; there are {', '.join(CARRIERS)}.")

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return {"name": self.name, "kind": self.kind}


@dataclass(frozen=True)
class Statement:
    """One statement of an article: its place, who made it, and through whom it came, from the speaker on."""

    start: int
    end: int
    quote: str
    speaker: str
    carriers: tuple[Carrier, ...] = ()

    @property
    def origin(self) -> str:
        """Where the words first entered public; empty where nobody is named."""
        return self.carriers[0].name if self.carriers else self.speaker

    @property
    def is_traced(self) -> bool:
        """Whether a reader learns who made the statement."""
        return bool(self.speaker)

    @property
    def chain(self) -> str:
        """The chain as it is written: speaker via carrier via carrier."""
        names = tuple(one.name for one in self.carriers)
        return str(Chain(self.speaker or "somebody", names)) if self.speaker or names else ""


@dataclass(frozen=True)
class Origin:
    """One origin: how it is written first, how many statements come from it, and in which outlets."""

    name: str
    statements: int
    outlets: tuple[str, ...]


@dataclass(frozen=True)
class Audit:
    """What the statements of one or several articles rest on."""

    statements: int
    traced: int
    origins: tuple[Origin, ...]

    @property
    def shared(self) -> tuple[Origin, ...]:
        """The origins that several outlets rest on."""
        return tuple(one for one in self.origins if len(one.outlets) > 1)


def same_name(name: str) -> str:
    """Return what two spellings of one name have in common: no capitals, no "the", single spaces."""
    return _THE.sub("", " ".join(name.split())).casefold()


def audit(told: Iterable[tuple[str, Statement]]) -> Audit:
    """Return what statements, each with the outlet that prints it, rest on; the largest origin first.

    A statement of which nobody is named as speaker or carrier counts as a statement and has no origin.
    """
    given = list(told)
    found: dict[str, tuple[str, list[str]]] = {}
    for outlet, statement in given:
        if statement.origin:
            found.setdefault(same_name(statement.origin), (statement.origin, []))[1].append(outlet)
    origins = [
        Origin(name, len(outlets), tuple(sorted({one for one in outlets if one})))
        for name, outlets in found.values()
    ]
    origins.sort(key=lambda one: (-one.statements, one.name.casefold()))
    return Audit(len(given), sum(one.is_traced for _, one in given), tuple(origins))


def places_of(text: str, words: str) -> list[tuple[int, int]]:
    """Return where some words stand in a text, however its lines are broken and its spaces repeated."""
    parts = words.split()
    if not parts:
        return []
    pattern = re.compile(r"\s+".join(map(re.escape, parts)))
    return [match.span() for match in pattern.finditer(text)]


def carriers_of(stored: Sequence[Any]) -> tuple[Carrier, ...]:
    """Return the carriers that `Carrier.to_dict` wrote."""
    return tuple(Carrier(str(one["name"]), str(one["kind"])) for one in stored)
