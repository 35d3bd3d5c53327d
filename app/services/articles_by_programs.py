"""What programs change of articles: what is known of them, and taking back those that nobody has used."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, exists, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from annotations.metadata import ENTERED, check_date, check_language
from annotations.wellformed import text_fault
from app.models import Article, ArticleSource, ArticleZone, Assignment, Project, User, article_event
from app.services import activity, corpus, telling
from app.services.refused import Refused

LONGEST = {"title": 500, "outlet": 200, "published": 40, "language": 40, "byline": 300, "url": 2_000}
FROZEN = ("article_id", "name", "text")
IN_A_ROUND = (
    "This article is in a round, so it stays: what annotators said is never deleted, nor what they said it "
    "about. Leave it out of further rounds."
)
WORKED_ON = "Somebody corrected this article or its zones, so it stays: what people did is never deleted."
REFERRED = "This article has suggestions, threads, statements or keys, so it stays."


def correct(
    session: Session, project: Project, article: Article, actor: User, data: Mapping[str, Any]
) -> None:
    """Change what is known of an article; what is not sent stays, and so does the text.

    Raises:
        Refused: names what never changes, or cannot be kept.
        InvalidMetadata: a date or a language is none.
    """
    known = {"article_id": f"A{article.id}", "name": article.name}
    for name, value in data.items():
        if name not in FROZEN and name not in LONGEST:
            raise Refused(f"{name[:40]!r} is not kept of an article; there are {', '.join(LONGEST)}.")
        if name in known and value != known[name]:
            raise Refused(f"{name} names the article and never changes.")
    if "text" in data and data["text"] != session.scalar(
        select(Article.text).where(Article.id == article.id)
    ):
        raise Refused("The text of an article never changes. Add the changed text as another article.")
    facts = {name: getattr(article, name) for name in (*corpus.PLAIN_FACTS, "is_translation")}
    said = {name: _checked(name, data[name]) for name in LONGEST if name in data}
    outlet = said.pop("outlet", article.outlet.name if article.outlet else "")
    events = [event.name for event in article.events]
    corpus.correct(session, project, article, actor, facts | said, outlet=outlet, event_names=events)
    session.expire(article, ["outlet"])


def _checked(name: str, value: Any) -> str:
    if fault := text_fault(value, LONGEST[name]):
        raise Refused(f"{name} {fault}.")
    rule = {"published": check_date, "language": check_language}.get(name)
    return rule(value) if rule else " ".join(value.split())


def take_back(session: Session, project: Project, article: Article, actor: User) -> None:
    """Delete an article that nobody has used or corrected; the record keeps its name and digest.

    Raises:
        Refused: says what would be lost.
    """
    if session.scalar(select(func.count()).where(Assignment.article_id == article.id)):
        raise Refused(IN_A_ROUND)
    own_zones = exists().where(ArticleZone.article_id == article.id, ArticleZone.basis == ENTERED)
    if ENTERED in article.provenance.values() or session.scalar(select(own_zones)):
        raise Refused(WORKED_ON)
    number, told = article.id, {"name": article.name, "sha256": article.sha256}
    try:
        with session.begin_nested():
            for column in (article_event.c.article_id, ArticleZone.article_id, ArticleSource.article_id):
                session.execute(delete(column.table).where(column == number))
            session.execute(delete(Article).where(Article.id == number))
    except IntegrityError:
        raise Refused(REFERRED) from None
    session.expire_all()
    activity.record(session, actor, "article.taken_back", f"article {number}", project, **told)
    telling.note(session, project, telling.TASKS_DELETED, [number])
