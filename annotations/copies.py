"""Copies: how much two texts share, groups of near copies, repeated sentences, what was changed.

Two texts are near copies if they share at least half of the runs of three words that either of them has
(Jaccard similarity of word shingles; Broder 1997). Groups are closed: a copy of a copy is in the group.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

from annotations.zones import Zone, coded_ranges

RUN = 3
THRESHOLD = 0.5
MIN_RUNS = 8  # shorter texts are alike by chance
MIN_REPEATED = 40  # characters of a sentence that counts as repeated
MAX_COMPARED = 20_000  # words of each text that are laid side by side

_WORD = re.compile(r"\w+(?:[’'-]\w+)*")
_TOKEN = re.compile(r"\s+|\w+(?:[’'-]\w+)*|[^\w\s]")
_SENTENCE = re.compile(r"[^.!?…\n]+(?:[.!?…]+[”\"’')»]*|(?=\n|$))")


def runs(text: str, zones: Sequence[Zone] = ()) -> frozenset[str]:
    """Return the runs of three words in what is counted of a text, in small letters."""
    found: set[str] = set()
    for start, end in coded_ranges(len(text), zones):
        words = [one.lower() for one in _WORD.findall(text, start, end)]
        found.update(" ".join(words[place : place + RUN]) for place in range(len(words) - RUN + 1))
    return frozenset(found)


def similarity(one: frozenset[str], other: frozenset[str]) -> float:
    """Return which share of the runs of either text both have, from 0 to 1; 0 where one is too short."""
    if min(len(one), len(other)) < MIN_RUNS:
        return 0.0
    both = len(one & other)
    return both / (len(one) + len(other) - both)


def groups(pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Return who hangs together by pairs, each group in order, the largest first."""
    leader: dict[int, int] = {}

    def first(member: int) -> int:
        while leader.setdefault(member, member) != member:
            leader[member] = leader[leader[member]]
            member = leader[member]
        return member

    for one, other in pairs:
        low, high = sorted((first(one), first(other)))
        leader[high] = low
    found: dict[int, list[int]] = {}
    for member in sorted(leader):
        found.setdefault(first(member), []).append(member)
    return sorted(found.values(), key=lambda group: (-len(group), group))


@dataclass(frozen=True)
class Repeated:
    """A sentence that stands in a text several times, and where: [start, end) of each."""

    words: str
    places: tuple[tuple[int, int], ...]


def repeated_sentences(text: str) -> tuple[Repeated, ...]:
    """Return the sentences that a text prints more than once, as captions and teasers do."""
    found: dict[str, list[tuple[int, int]]] = {}
    for sentence in _SENTENCE.finditer(text):
        words = " ".join(sentence[0].split())
        if len(words) >= MIN_REPEATED:
            start = sentence.end() - len(sentence[0].lstrip())
            found.setdefault(words.lower().rstrip(".!?… "), []).append((start, sentence.end()))
    several = (places for places in found.values() if len(places) > 1)
    return tuple(
        Repeated(" ".join(text[places[0][0] : places[0][1]].split()), tuple(places)) for places in several
    )


@dataclass(frozen=True)
class Change:
    """A stretch that both texts have, or what stands in the one instead of what stands in the other."""

    same: bool
    before: str
    after: str


def changes(before: str, after: str) -> Iterator[Change]:
    """Yield how a text becomes another, word by word, in order; white space alone is no change."""
    one, other = (_TOKEN.findall(text)[: 2 * MAX_COMPARED] for text in (before, after))
    plain = [[" " if token.isspace() else token for token in tokens] for tokens in (one, other)]
    matcher = SequenceMatcher(None, plain[0], plain[1], autojunk=False)
    told = [
        Change(kind == "equal", "".join(one[start:end]), "".join(other[other_start:other_end]))
        for kind, start, end, other_start, other_end in matcher.get_opcodes()
    ]
    # A space that alone is the same between two changes is part of one change.
    for same, stretch in groupby(told, lambda change: change.same and bool(change.before.strip())):
        parts = list(stretch)
        whole = "".join(part.before for part in parts), "".join(part.after for part in parts)
        yield Change(same or all(part.same for part in parts), *whole)
