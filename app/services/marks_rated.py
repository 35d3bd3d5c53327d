"""Marks that leave with the credibility of each article's outlet; what raters said one by one stays here."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Outlet, Project
from app.services import rated
from exports.formats.marked import Losses, Marked, MarkedArticle
from exports.formats.qda_lists import CREDIBILITY, OUTLET

NOT_WRITTEN = "answers to questions about outlets, of which at most the score of an outlet is written"


def with_credibility(session: Session, project: Project, marked: Marked, losses: Losses) -> Marked:
    """Return the marks with the newest score among the facts of each article.

    Only sessions that show their ratings count. That the single ratings stay here is a loss.
    """
    outlets = select(Outlet.id).where(Outlet.project_id == project.id)
    found = rated.newest(session, project, session.scalars(outlets).all())
    scores: dict[str, str] = {}
    for outlet, (results, score) in found.items():
        name = results.outlets[outlet].name
        said = sum(len(one.answers) for one in results.of_outlet(outlet).values())
        losses.add(NOT_WRITTEN, name, said)
        if score.value is not None:
            scores[name] = f"{score.value:.1f}"
    return replace(marked, articles=_Rated(marked.articles, scores)) if scores else marked


@dataclass(frozen=True)
class _Rated:
    """The articles with one more fact."""

    articles: Iterable[MarkedArticle]
    scores: Mapping[str, str]

    def __iter__(self) -> Iterator[MarkedArticle]:
        for one in self.articles:
            score = self.scores.get(one.metadata.get(OUTLET, ""))
            facts = {**one.metadata, CREDIBILITY: score} if score else one.metadata
            yield replace(one, metadata=facts)
