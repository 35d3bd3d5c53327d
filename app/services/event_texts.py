"""The texts of an event side by side, with what was found in them drawn in and told in words."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotations.codebook import Codebook
from annotations.compared import Located
from annotations.zones import BODY, CODED, Block, blocks
from app.models import Article, Event, Outlet, article_event
from app.services import framed
from app.services.compared import Choice, Narrow, label_called
from app.services.framed_rows import Told
from app.services.naming import words
from app.services.paging import Listing, Page, fetch_page

TEXTS_AT_ONCE = 6
OPEN_CHARACTERS = 2_500  # what is longer is folded
BY_DATE, BY_OUTLET = "date", "outlet"
ORDERS = {BY_DATE: Article.published, BY_OUTLET: Outlet.name}


@dataclass(frozen=True)
class Shown:
    """A finding as people read it, numbered in its text."""

    number: int
    located: Located
    label: str
    said: tuple[tuple[str, str], ...]

    @property
    def start(self) -> int:
        """Its first character."""
        return self.located.finding.start

    @property
    def end(self) -> int:
        """The first character behind it."""
        return self.located.finding.end


@dataclass(frozen=True)
class Piece:
    """Words that lie in the same findings; those that end with it are named behind it."""

    start: int
    text: str
    within: int
    begins: bool
    ends: tuple[Shown, ...]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph in pieces."""

    zone: str
    pieces: tuple[Piece, ...]

    @property
    def is_coded(self) -> bool:
        """Whether marks in it count."""
        return self.zone in CODED


@dataclass(frozen=True)
class EventText:
    """One article: what is read at once, what is folded, and its findings in words."""

    article: Told
    first: tuple[Paragraph, ...]
    folded: tuple[Paragraph, ...]
    found: tuple[Shown, ...]


def listed(session: Session, event: Event, order: str, number: int, article_id: int | None = None) -> Page:
    """Return a page of the ids of the articles that report an event; or the one that is asked for."""
    query = (
        select(Article.id)
        .join(article_event, article_event.c.article_id == Article.id)
        .outerjoin(Outlet, Outlet.id == Article.outlet_id)
        .where(article_event.c.event_id == event.id)
    )
    if article_id is not None:
        query = query.where(Article.id == article_id)
    return fetch_page(
        session, query, Listing(sort=order, page=number), ORDERS, size=TEXTS_AT_ONCE, then=Article.id
    )


def read(session: Session, choice: Choice, narrow: Narrow, ids: Sequence[int]) -> tuple[EventText, ...]:
    """Return these articles in this order, with the findings that are looked at."""
    found = framed.read(session, choice, select(Article.id).where(Article.id.in_(ids)))
    texts = dict(session.execute(select(Article.id, Article.text).where(Article.id.in_(ids))).all())
    by_article: dict[int, list[Located]] = {key: [] for key in ids}
    for one in narrow.of(found.located):
        by_article[int(one.finding.article)].append(one)
    return tuple(_text(found.articles[key], texts[key], by_article[key], choice.codebook) for key in ids)


def _text(article: Told, text: str, located: Iterable[Located], codebook: Codebook | None) -> EventText:
    shown = tuple(_shown(number, one, codebook) for number, one in enumerate(located, 1) if codebook)
    paragraphs: list[tuple[int, Paragraph]] = [
        (block.start, Paragraph(block.zone or BODY, tuple(_pieces(text, block, shown))))
        for block in blocks(text, article.zones)
    ]
    first = tuple(one for start, one in paragraphs if start < OPEN_CHARACTERS)
    return EventText(article, first, tuple(one for _, one in paragraphs[len(first) :]), shown)


def _shown(number: int, one: Located, codebook: Codebook) -> Shown:
    found = one.finding
    said = tuple(
        (variable.name, words(variable, found.attributes[variable.code]))
        for variable in codebook.layer(found.layer).attributes
        if variable.code in found.attributes
    )
    return Shown(number, one, label_called(codebook, found.layer, found.label), said)


def _pieces(text: str, block: Block, shown: Sequence[Shown]) -> Iterator[Piece]:
    here = [one for one in shown if one.start < block.end and block.start < one.end]
    edges = {block.start, block.end}
    edges |= {edge for one in here for edge in (one.start, one.end) if block.start < edge < block.end}
    for start, end in pairwise(sorted(edges)):
        within = [one for one in here if one.start <= start and end <= one.end]
        yield Piece(
            start,
            text[start:end],
            len(within),
            any(one.start == start for one in within),
            tuple(one for one in within if one.end == end or (end == block.end and one.end > end)),
        )
