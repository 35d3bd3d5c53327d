"""Near copies among the articles of some rounds, for an analysis that does not count each of them."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Article, Project
from app.services import framing_counts, near_copies
from app.services.compared import Choice
from app.services.refused import Refused

UNKNOWN = (
    "It is not known yet which articles are near copies of one another. Have them looked for on the page "
    "Near copies of the corpus; then they can be counted as one."
)


@dataclass(frozen=True)
class Grouped:
    """The number of the group of near copies of each article that was read, -1 for none; empty: not asked."""

    groups: tuple[int, ...] = ()
    key: str = ""


NONE = Grouped()


def grouped(session: Session, project: Project, choice: Choice) -> Grouped:
    """Return the groups of the articles of these rounds, in the order of ids.

    Raises:
        Refused: the near copies of a large corpus were not looked for since it changed.
    """
    found = near_copies.look(session, project)
    if found.groups is None:
        raise Refused(UNKNOWN)
    group_of = {article: number for number, group in enumerate(found.groups) for article in group}
    query = select(Article.id).where(Article.id.in_(framing_counts.read_in(choice.ids))).order_by(Article.id)
    return Grouped(tuple(group_of.get(article, -1) for article in session.scalars(query)), found.key)
