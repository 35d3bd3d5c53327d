"""How often articles mention somebody: the words by which the target is known, looked for in the texts."""

import re
from collections.abc import Sequence

from sqlalchemy.orm import Session

from annotations.zones import zone_finder
from app.services import framing_counts
from app.services.compared import Choice
from app.services.frozen import Kept
from app.services.refused import Refused

MAX_ARTICLES = 2_000  # more texts are not searched while a page waits
MAX_TERMS, LONGEST = 30, 100
_recent: Kept[tuple[int, ...]] = Kept(500_000)


def terms_of(told: str) -> tuple[str, ...]:
    """Return the terms between commas, or refuse what cannot be looked for."""
    terms = tuple(dict.fromkeys(" ".join(one.split()) for one in told.split(",") if one.strip()))
    if not terms:
        raise Refused("Say by which words the target is mentioned, with commas between them.")
    if len(terms) > MAX_TERMS or max(map(len, terms)) > LONGEST:
        raise Refused(f"There may be {MAX_TERMS} terms of up to {LONGEST} characters.")
    return terms


def pattern_of(terms: Sequence[str]) -> re.Pattern[str]:
    """Return what finds any of the terms as whole words, in any case, across line ends; the longest wins."""
    spaced = (r"\s+".join(map(re.escape, term.split())) for term in sorted(terms, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{'|'.join(spaced)})(?!\w)", re.IGNORECASE)


def count(
    session: Session, choice: Choice, key: str, told: str, zones: Sequence[str], *, articles: int | None
) -> tuple[int, ...]:
    """Return how often each article mentions one of the terms in the zones, in the order of ids.

    ``key`` stands for everything that the articles and their zones depend on.
    """
    terms = terms_of(told)
    if articles is not None and articles > MAX_ARTICLES:
        raise Refused(
            f"These rounds have more than {MAX_ARTICLES:,} articles, too many to be searched while a page "
            "waits. Use the command parallax framing with --unit mentions."
        )
    wanted = (key, terms, tuple(zones))
    found = _recent.get(wanted)
    if found is None:
        found = _count(session, choice, pattern_of(terms), frozenset(zones))
        _recent.put(wanted, found, len(found) + 1)
    return found


def _count(
    session: Session, choice: Choice, pattern: re.Pattern[str], zones: frozenset[str]
) -> tuple[int, ...]:
    found: dict[int, int] = {}
    ranges = framing_counts.zones_of(session, choice.ids)
    for key, text in framing_counts.texts(session, choice.ids):
        zone_of = zone_finder(ranges.get(key, ()))
        found[key] = sum(zone_of(match.start()) in zones for match in pattern.finditer(text))
    return tuple(found[key] for key in sorted(found))
