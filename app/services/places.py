"""Disagreements in their places: in which article, between whom, on which words."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotations.agreement.costs.disagreements import Disagreement, disagreements, stretches_apart
from app.models import Article
from app.services.codings import Standing
from app.services.naming import value_name
from app.services.paging import Listing, Page
from app.services.study import Study, Subject

ON_A_PAGE = 20
CONTEXT = 60
LONGEST = 240


@dataclass(frozen=True)
class Quote:
    """The words in dispute with a little of what stands around them."""

    before: str
    words: str
    after: str


@dataclass(frozen=True)
class Place:
    """One disagreement: where it is, who said what, and what it takes from alpha."""

    article_id: int
    title: str
    start: int | None
    quote: Quote | None
    said: tuple[tuple[str, tuple[str, ...]], ...]  # a value, and who gave it
    cost: float | None


def page_of(session: Session, stands: Standing, study: Study, subject: Subject, number: int) -> Page:
    """Return a page of the disagreements on a subject, the most expensive first."""
    found = _found(study, subject)
    pages = max(1, -(-len(found) // ON_A_PAGE))
    number = min(max(1, number), pages)
    shown = found[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]
    ids = {row[1]: row[0] for row in stands.articles}
    texts = _texts(session, [ids[one.article] for one in shown])
    places = [_place(study, subject, one, ids[one.article], texts) for one in shown]
    return Page(places, len(found), number, ON_A_PAGE, Listing())


def titles(session: Session, stands: Standing) -> dict[str, str]:
    """Return what people call each article of the round, by its name."""
    query = select(Article.name, Article.called).where(Article.id.in_([row[0] for row in stands.articles]))
    return {name: called for name, called in session.execute(query)}


def _found(study: Study, subject: Subject) -> tuple[Disagreement, ...]:
    if subject.question == "characters":
        return stretches_apart(study.codings, study.codebook, subject.variable, subject.label)
    data = study.data(subject)
    return disagreements(data) if data is not None else ()


def _texts(session: Session, ids: list[int]) -> Mapping[int, tuple[str, str]]:
    query = select(Article.id, Article.called, Article.text).where(Article.id.in_(ids))
    return {key: (called, text) for key, called, text in session.execute(query)}


def _place(
    study: Study,
    subject: Subject,
    found: Disagreement,
    article_id: int,
    texts: Mapping[int, tuple[str, str]],
) -> Place:
    title, text = texts[article_id]
    quote = None
    if found.start is not None and found.end is not None:
        quote = _quote(text, found.start, found.end)
    by_value: dict[str, list[str]] = {}
    for annotator, value in found.values:
        by_value.setdefault(value_name(study.codebook, subject, value), []).append(annotator)
    said = tuple((value, tuple(people)) for value, people in by_value.items())
    return Place(article_id, title, found.start, quote, said, found.cost)


def _quote(text: str, start: int, end: int) -> Quote:
    words = text[start:end]
    if len(words) > LONGEST:
        words = f"{words[: LONGEST // 2]} … {words[-LONGEST // 2 :]}"
    before = text[max(0, start - CONTEXT) : start].rpartition("\n")[2]
    after = text[end : end + CONTEXT].partition("\n")[0]
    return Quote(before, words, after)
