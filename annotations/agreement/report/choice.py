"""Which coefficients a report computes for a variable: the usual ones of its level, and those asked for."""

from __future__ import annotations

from collections.abc import Sequence

from annotations.agreement.coefficients import FAMILY
from annotations.agreement.measure import coefficients_for
from annotations.errors import AnnotationError

EVERY = "all"


class UnknownCoefficient(AnnotationError):
    """A name by which there is no coefficient."""


def chosen_titles(level: str, annotators: int, wanted: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the titles of the coefficients of a variable, each once.

    ``wanted`` are words of titles, such as "kappa" or "AC1", whatever their case, or "all"; of those the
    ones that suit the level are added to the usual ones.
    """
    usual = [one.title for one in coefficients_for(level, annotators)]
    more = [title for word in wanted for title in titles_named(word) if level in FAMILY[title].levels]
    return tuple(dict.fromkeys([*usual, *more]))


def titles_named(word: str) -> tuple[str, ...]:
    """Return the titles in which a word occurs, or raise UnknownCoefficient."""
    if word.casefold() == EVERY:
        return tuple(FAMILY)
    found = tuple(title for title in FAMILY if word.casefold() in title.casefold())
    if not found or not word.strip():
        names = ", ".join(dict.fromkeys(one.name for one in FAMILY.values()))
        raise UnknownCoefficient(f"There is no coefficient {word!r}. There are: {names}.")
    return found
