"""Framing as tables: what pages show, files hold and commands print, all from the same rows."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from annotations.codebook import Layer
from annotations.framing import (
    BENJAMINI_HOCHBERG,
    EVERYTHING,
    MENTIONS,
    ONCE,
    OUTLET,
    WEIGHED,
    WORDS,
    Contrast,
    Line,
    Observed,
    Stance,
    contrasts,
    rates,
    stances,
)
from annotations.framing.rates import only
from annotations.zones import CODED
from app.services import pictured
from app.services.codebooks import version_id
from app.services.compared import ADJUDICATED
from app.services.framing import Framing
from app.services.frozen import Kept
from app.services.naming import category_named
from exports.columns import Column
from exports.framing_columns import CONTRASTS, RATES, VALENCE, contrast_rows, rate_rows, told, valence_rows

ANY_LABEL = "Any label"
ALL_TARGETS = "All targets"
COPIES_TOLD = {
    ONCE: "of near copies the earliest alone",
    WEIGHED: "near copies weigh as one article",
}
UNITS = {WORDS: "1,000 words", "articles": "article", MENTIONS: "mention"}
Columns = tuple[Column, ...]
T = TypeVar("T")
MAX_LINES = 200_000
_recent: Kept[list[Any]] = Kept(MAX_LINES)


@dataclass(frozen=True)
class Names:
    """What people call the codes of a layer."""

    layer: Layer

    def label(self, code: str) -> str:
        """Return the name of a label, or what marks of any label are called."""
        return ANY_LABEL if code == EVERYTHING else category_named(self.layer.label_variable, code)

    def of(self, attribute: str, code: str) -> str:
        """Return the name of a value of an attribute."""
        variable = self.layer.by_code.get(attribute)
        return category_named(variable, code) if variable is not None else code


def lines_by(found: Framing, by: str, outlet: str = "") -> list[Line]:
    """Return the rates of the groups, in all articles or those of one outlet."""
    return _kept(found, ("rates", by, outlet), lambda: rates(_part(found, outlet), by))


def stances_of(found: Framing, outlets: Sequence[str]) -> list[Stance]:
    """Return the mean valence toward each target, where the codebook has a valence with an order."""
    if not found.valences:
        return []
    names = tuple(outlets)
    return _kept(found, ("valence", names), lambda: stances(_seen(found), found.valences, names))


def contrasts_of(
    found: Framing, outlets: Sequence[str], correction: str = BENJAMINI_HOCHBERG
) -> list[Contrast]:
    """Return the contrasts of these outlets with the others within events."""
    names = tuple(outlets)
    return _kept(found, ("contrasts", names, correction), lambda: contrasts(_seen(found), names, correction))


def outlets_of(found: Framing) -> list[str]:
    """Return the outlets of the articles that were read, by name."""
    seen = _seen(found)
    here = {seen.counts.outlets[place] for place in seen.outlet.tolist() if place >= 0}
    return sorted(here, key=str.casefold)


def counted_in(found: Framing, outlet: str = "") -> str:
    """Return in words what was counted, for captions, in all articles or those of one outlet."""
    seen = _part(found, outlet)
    zones = found.asked.zones
    usual = "headline, subheadings and body"
    where = usual if set(zones) == set(CODED) else "all zones" if len(zones) > 1 else zones[0]
    people = len(seen.counts.annotators)
    who = f"{people} annotator{'' if people == 1 else 's'}"
    if found.choice.source == ADJUDICATED:
        who = "what stands after adjudication"
    several = "" if seen.articles.size == 1 else "s"
    copies = COPIES_TOLD.get(found.asked.copies)
    told = f"{seen.articles.size:,} article{several}; {who}; {where}"
    return f"{told}; {copies}" if copies else told


def rate_table(found: Framing, lines: Sequence[Line]) -> tuple[Columns, list[tuple[Any, ...]]]:
    """Return the columns and rows of rates."""
    return RATES, list(rate_rows(_start(found), lines))


def valence_table(found: Framing, given: Sequence[Stance]) -> tuple[Columns, list[tuple[Any, ...]]]:
    """Return the columns and rows of valences."""
    return VALENCE, list(valence_rows(_start(found), given))


def contrast_table(
    found: Framing, given: Sequence[Contrast], correction: str
) -> tuple[Columns, list[tuple[Any, ...]]]:
    """Return the columns and rows of contrasts."""
    return CONTRASTS, list(contrast_rows(_start(found), given, correction))


def cells(found: Framing, lines: Sequence[Line]) -> Iterator[dict[str, Any]]:
    """Yield the cells of a heat map: outlet, label, rate and what they tell."""
    names, per = Names(_layer(found)), f"per {UNITS[found.asked.unit]}"
    for line in lines:
        if line.by == OUTLET and line.label != EVERYTHING:
            one, label = line.ratio, names.label(line.label)
            said = pictured.told(
                (line.group, label), one.value, one.low, one.high, what=per, reason=one.reason
            )
            yield {"outlet": line.group, "label": label, "value": one.value, "told": said}


def _start(found: Framing) -> tuple[Any, ...]:
    choice = found.choice
    version = version_id(choice.rounds[0].codebook)
    return told([one.name for one in choice.rounds], version, choice.source, _seen(found).selection)


def _part(found: Framing, outlet: str) -> Observed:
    seen = _seen(found)
    if not outlet:
        return seen
    names = seen.counts.outlets
    return only(seen, seen.outlet == (names.index(outlet) if outlet in names else -2))


def _seen(found: Framing) -> Observed:
    assert found.observed is not None  # noqa: S101  # pages look at that before they ask for a table
    return found.observed


def _layer(found: Framing) -> Layer:
    assert found.layer is not None  # noqa: S101  # as above
    return found.layer


def _kept(found: Framing, what: tuple[Any, ...], make: Callable[[], list[T]]) -> list[T]:
    """Return what was made before from the same counts and selection, or make it."""
    key = (found.key, found.asked, _seen(found).selection, what)
    known: list[T] | None = _recent.get(key)
    if known is None:
        known = make()
        _recent.put(key, known, len(known) + 1)
    return known
