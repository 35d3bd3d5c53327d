"""Where terms stand in a text: whole words, in the zones that are coded.

A text is cut into runs of letters once, and each run is looked up. Which terms a run may begin is remembered,
so that a large corpus costs little more than the cutting.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotations.terms import STAR, Term, words_of_form
from annotations.words import runs_of
from annotations.zones import CODED, Zone, zone_at

_REMEMBERED = 500_000
_LONGEST = 100  # letters of a run that a star may stand in
_SOFT_HYPHEN = "\u00ad"
_PARAGRAPH = re.compile(r"\n\s*\n")


@dataclass(frozen=True, order=True, slots=True)
class Place:
    """Where a term stands: [start, end), and its number in the list that was looked for."""

    start: int
    end: int
    term: int


@dataclass(frozen=True)
class _Form:
    """One form of a term as it is looked for: what its words must be, and what stands between them."""

    term: int
    exact: bool
    words: tuple[str | re.Pattern[str], ...]
    gaps: tuple[str, ...]


class Search:
    """Looks for all terms of a list at once."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._forms = [
            _form(number, term, words) for number, term in enumerate(terms) for words in term.words
        ]
        self._plain: dict[str, list[_Form]] = defaultdict(list)
        self._starred: dict[str, list[_Form]] = defaultdict(list)
        for form in self._forms:
            first = form.words[0]
            if isinstance(first, str):
                self._plain[first.casefold()].append(form)
            else:
                self._starred[_beginning(first.pattern)].append(form)
        self._begins: dict[str, list[_Form]] = {}

    def places(self, text: str, zones: Sequence[Zone] = ()) -> list[Place]:
        """Return where the terms stand; places of one term do not overlap, the longest form counts."""
        runs = list(runs_of(text))
        found: list[Place] = []
        free: dict[int, int] = defaultdict(int)
        begins = self._begins
        for at, (start, end) in enumerate(runs):
            word = text[start:end]
            forms = begins[word] if word in begins else self._beginning_with(word)
            if not forms:
                continue
            longest: dict[int, int] = {}
            for form in forms:
                stop = _stop(form, text, runs, at)
                if stop is not None and start >= free[form.term]:
                    longest[form.term] = max(stop, longest.get(form.term, 0))
            for term, stop in longest.items():
                if _is_coded(zones, start, stop):
                    found.append(Place(start, stop, term))
                    free[term] = stop
        return found

    def _beginning_with(self, word: str) -> list[_Form]:
        """Return the forms whose first word a run is, and remember them."""
        if len(self._begins) >= _REMEMBERED:
            self._begins.clear()
        plain = _normal(word)
        folded = plain.casefold()
        starred = [*self._starred.get(folded[:1], ()), *self._starred.get("", ())]
        may = [*self._plain.get(folded, ()), *starred]
        known = self._begins[word] = [form for form in may if _is(form, 0, plain)]
        return known


def _form(number: int, term: Term, written: str) -> _Form:
    parts = [(before, _normal(word)) for before, word in words_of_form(written)]
    words = [_wanted(word if term.exact else word.casefold(), exact=term.exact) for _, word in parts]
    return _Form(number, term.exact, tuple(words), tuple(_spaced(before) for before, _ in parts))


def _wanted(word: str, *, exact: bool) -> str | re.Pattern[str]:
    """Return what a run must be: itself, or a pattern with at most two stars over one short run."""
    if STAR not in word:
        return word
    return re.compile(".*".join(map(re.escape, word.split(STAR))), re.DOTALL)


def _beginning(pattern: str) -> str:
    """Return the first letter of what begins with one, for looking it up."""
    return pattern[:1].casefold()[:1] if pattern[:1].isalnum() else ""


def _is(form: _Form, place: int, word: str) -> bool:
    wanted, given = form.words[place], word if form.exact else word.casefold()
    if isinstance(wanted, str):
        return wanted == given
    return len(given) <= _LONGEST and wanted.fullmatch(given) is not None


def _stop(form: _Form, text: str, runs: Sequence[tuple[int, int]], at: int) -> int | None:
    """Return where a form ends whose first word stands at a run, or None if the rest does not follow."""
    last = at + len(form.words) - 1
    if last >= len(runs):
        return None
    for place in range(1, len(form.words)):
        start, end = runs[at + place]
        between = text[runs[at + place - 1][1] : start]
        if _PARAGRAPH.search(between) or _spaced(between) != form.gaps[place]:
            return None
        if not _is(form, place, _normal(text[start:end])):
            return None
    return runs[last][1]


def _normal(word: str) -> str:
    return unicodedata.normalize("NFC", word).replace(_SOFT_HYPHEN, "")


def _spaced(between: str) -> str:
    """Return what stands between two words with one space for any, and one sign for each hyphen or quote."""
    return " ".join(between.translate(_SIGNS).split()) or (" " if between else "")


_SIGNS = str.maketrans({"\u2010": "-", "\u2011": "-", "\u2019": "'", "\uff07": "'"})


def _is_coded(zones: Sequence[Zone], start: int, end: int) -> bool:
    return zone_at(zones, start) in CODED and zone_at(zones, end - 1) in CODED


def without_overlaps(places: Sequence[Place], terms: Sequence[Term]) -> Iterator[Place]:
    """Yield the places where labels are suggested: of overlapping ones of one label, the longest."""
    kept: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for one in sorted(places, key=lambda place: (place.start - place.end, place)):
        same = kept[terms[one.term].layer, terms[one.term].label]
        if all(one.end <= other.start or other.end <= one.start for other in same):
            same.append(one)
    yield from sorted(place for some in kept.values() for place in some)
