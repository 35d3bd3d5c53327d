"""Which coefficients a report computes for a variable: the usual ones of its level, and those asked for."""

from __future__ import annotations

from collections.abc import Sequence

from annotations.agreement.coefficients import FAMILY
from annotations.agreement.measure import coefficients_for
from annotations.errors import AnnotationError

EVERY, USUAL_WEIGHTS = "all", "family"
WEIGHTS = "weights"
# The weighting that stands for all at a level, where none is asked for by name.
_SUITED = {
    "ordinal": "quadratic weights on ranks",
    "interval": "quadratic weights on scores",
    "ratio": "quadratic weights on scores",
}


class UnknownCoefficient(AnnotationError):
    """A name by which there is no coefficient."""


def chosen_titles(level: str, annotators: int, wanted: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the titles of the coefficients of a variable, each once: the usual ones, then those wanted.

    ``wanted`` are words of titles, such as "kappa" or "AC1", whatever their case; those that do not speak of
    weights mean a coefficient without weights and with quadratic ones. "family" is all of these, "all" every
    coefficient that suits the level with every weighting.
    """
    usual = [one.title for one in coefficients_for(level, annotators)]
    more = [title for word in wanted for title in _suited(word, level) if level in FAMILY[title].levels]
    return tuple(dict.fromkeys([*usual, *more]))


def titles_named(word: str) -> tuple[str, ...]:
    """Return the titles in which a word occurs, or raise UnknownCoefficient."""
    asked = word.strip().casefold()
    if asked in (EVERY, USUAL_WEIGHTS):
        return tuple(FAMILY)
    found = tuple(title for title in FAMILY if asked in title.casefold())
    if not found or not asked:
        names = ", ".join(dict.fromkeys(one.name for one in FAMILY.values()))
        raise UnknownCoefficient(f"There is no coefficient {word!r}. There are: {names}.")
    return found


def _suited(word: str, level: str) -> tuple[str, ...]:
    found, asked = titles_named(word), word.casefold()
    if asked.strip() == EVERY or WEIGHTS in asked:
        return found
    fitting = _SUITED.get(level, "no weights")
    return tuple(title for title in found if WEIGHTS not in title or fitting in title)
