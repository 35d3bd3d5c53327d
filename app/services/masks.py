"""Masks of rounds that hide outlets: what is covered for whom, and the true words behind it.

The tables hold true quotes alone. What leaves for the browser of an annotator is covered, and what comes
back from it is restored before anything else looks at it.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table, and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session

from annotations.annotation import Annotation, MarkedSpan
from annotations.masking import Identity, Ranges, cover, covered, masked, restored
from annotations.operations import Operation
from annotations.text import fingerprint
from app.models import Article, Assignment, Outlet, Round, Unmasking
from app.services.frozen import Kept

QUOTED = frozenset({"mark", "borders"})
UNTITLED = "Untitled article"
MAX_RANGES = 200_000
# Keyed by the text and all that its mask is made from, so that a new alias makes a new mask.
_ranges: Kept[Ranges] = Kept(MAX_RANGES)


@dataclass(frozen=True)
class Mask:
    """What is covered in one article of a round that masks outlets.

    Attributes:
        lifted: its annotators see it open by now; what their browsers kept before is still understood.
    """

    text: str
    covered: Ranges
    lifted: bool

    @property
    def ranges(self) -> Ranges:
        """What is covered now."""
        return () if self.lifted else self.covered

    def annotation(self, annotation: Annotation) -> Annotation:
        """Return the annotation with its quotes covered."""
        if not self.ranges or not annotation.spans:
            return annotation
        return replace(annotation, spans=tuple(map(self.span, annotation.spans)))

    def span(self, span: MarkedSpan) -> MarkedSpan:
        """Return the span with its quote covered."""
        return replace(span, quote=covered(span.quote, span.start, self.ranges))

    def operations(self, operations: Sequence[Operation]) -> list[Operation]:
        """Return what a browser sent with true quotes; what does not fit the text stays as it is."""
        return [_true(one, self.text, self.covered) for one in operations]

    def repeated(self, operations: Sequence[Operation]) -> list[Operation]:
        """Return the same for a change that was kept before, whatever was covered at that time."""
        return [_true(one, self.text, ((0, len(self.text)),)) for one in operations]


def load(connection: Connection, row: Any, text: str) -> Mask:
    """Return the mask of an assignment; ``row`` names its round and article and the digest of the text."""
    facts = connection.execute(_FACTS, {"article": row.article_id, "round": row.round_id}).one()
    found = cover_of(row.text_sha256, text, _identity(facts))
    return Mask(text, found, row.round_released_at is not None or facts.unmasked)


def cover_of(sha256: str, text: str, identity: Identity) -> Ranges:
    """Return what is covered in a text whose digest is known."""
    found = _ranges.get((sha256, identity))
    if found is None:
        found = cover(text, identity)
        _ranges.put((sha256, identity), found, len(found) + 1)
    return found


def shown_text(mask: Mask | None, text: str, sha256: str) -> tuple[str, str]:
    """Return the text as the annotator sees it, and the digest of what they see."""
    if mask is None or not mask.ranges:
        return text, sha256
    shown = masked(text, mask.ranges)
    return shown, fingerprint(shown)


def identity(article: Article) -> Identity:
    """Return what tells the outlet of an article."""
    outlet = article.outlet
    told = (outlet.name, tuple(outlet.aliases), outlet.url) if outlet else ("", (), "")
    return Identity(told[0], told[1], article.byline, (told[2], article.url))


@dataclass(frozen=True)
class Heading:
    """What an annotator reads above an article and in lists; no outlet where it is not known or not shown."""

    title: str
    outlet: str | None
    is_masked: bool = False


def heading(session: Session, assignment: Assignment) -> Heading:
    """Return the heading of one assignment for its annotator."""
    return headings(session, [assignment])[assignment.id]


def headings(session: Session, assignments: Iterable[Assignment]) -> Mapping[int, Heading]:
    """Return headings for the annotators of these assignments, by assignment."""
    hides: dict[int, Callable[[int], bool]] = {}
    found = {}
    for one in assignments:
        if one.round_id not in hides:
            hides[one.round_id] = hidden(session, one.round)
        found[one.id] = _heading(one.article, hides[one.round_id](one.article_id))
    return found


def hidden(session: Session, round_: Round) -> Callable[[int], bool]:
    """Return what says of an article's id whether its outlet is hidden from the annotators of the round."""
    if not round_.outlet_masked or round_.released_at is not None:
        return lambda article_id: False
    lifted = set(session.scalars(select(Unmasking.article_id).where(Unmasking.round_id == round_.id)))
    return lambda article_id: None not in lifted and article_id not in lifted


def _heading(article: Article, is_hidden: bool) -> Heading:
    if not is_hidden:
        return Heading(article.called, article.outlet.name if article.outlet else None)
    # The name of a file tells where it came from, so that it stands for no title here.
    return Heading(title(article) or UNTITLED, None, is_masked=True)


def title(article: Article) -> str:
    """Return the title of an article with what tells its outlet covered."""
    return masked(article.title, cover(article.title, identity(article)))


def pieces(text: str, ranges: Ranges, start: int, end: int) -> list[tuple[str, bool]]:
    """Return the words from start to end in pieces, each with whether it is covered."""
    found, at = [], start
    for first, last in ranges[bisect_right(ranges, start, key=itemgetter(1)) :]:
        if first >= end:
            break
        found += [(text[at : max(first, at)], False), (text[max(first, at) : min(last, end)], True)]
        at = min(last, end)
    found.append((text[at:end], False))
    return [piece for piece in found if piece[0]]


def _identity(facts: Any) -> Identity:
    urls = (facts.outlet_url or "", facts.url)
    return Identity(facts.name or "", tuple(facts.aliases or ()), facts.byline, urls)


def _true(operation: Operation, text: str, ranges: Ranges) -> Operation:
    """Return the operation with the true quote; one of another shape is left for the domain to refuse."""
    if not isinstance(operation, dict) or operation.get("op") not in QUOTED:
        return operation
    start, quote = operation.get("start"), operation.get("quote")
    if type(start) is not int or start < 0 or not isinstance(quote, str):
        return operation
    return {**operation, "quote": restored(quote, start, text, ranges)}


def _table(model: Any) -> Table:
    table: Table = model.__table__
    return table


_article, _outlet, _unmasking = _table(Article), _table(Outlet), _table(Unmasking)
_FACTS = (
    select(
        _article.c.byline,
        _article.c.url,
        _outlet.c.name,
        _outlet.c.aliases,
        _outlet.c.url.label("outlet_url"),
        exists()
        .where(
            and_(
                _unmasking.c.round_id == bindparam("round"),
                or_(_unmasking.c.article_id.is_(None), _unmasking.c.article_id == bindparam("article")),
            )
        )
        .label("unmasked"),
    )
    .select_from(_article)
    .outerjoin(_outlet, _outlet.c.id == _article.c.outlet_id)
    .where(_article.c.id == bindparam("article"))
)
