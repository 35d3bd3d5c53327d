"""What the pages of adjudication show: an article with its lanes, who is who, where to go next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotations.codebook import Category, Codebook
from annotations.decisions import Adjudicated, DecidedAnswer
from annotations.decisions.disagreements import Said, variable_of
from annotations.decisions.subject import LABEL
from annotations.variables import Variable
from app.models import Article, Member, Project, User
from app.services import adjudication, annotation_state, frozen, lanes, said_words
from app.services.adjudication import UNDECIDED, Desk, Item, Narrowed
from app.services.lanes import Lane, Paragraph
from app.services.naming import words
from app.services.verdicts import can_merge

DECIDED_LANE = "Stands"


@dataclass(frozen=True)
class Shown:
    """An article on the adjudicator's table."""

    article: Article
    lanes: tuple[Lane, ...]
    paragraphs: tuple[Paragraph, ...]
    items: tuple[Item, ...]
    item: Item | None  # the one to be decided
    before: Item | None
    after: Item | None
    stands: Adjudicated

    @property
    def settled(self) -> int:
        """How many of its disagreements need nothing more."""
        return sum(one.state not in (UNDECIDED, adjudication.STALE) for one in self.items)


@dataclass(frozen=True)
class Words:
    """How the pages name people and values."""

    desk: Desk
    names: Mapping[str, str]
    user_id: int

    @property
    def codebook(self) -> Codebook:
        """The codebook of the round."""
        return self.desk.cases.codebook

    def title(self, item: Item) -> str:
        """What the disagreement is about."""
        return said_words.title(self.codebook, item.disagreement.subject)

    def said(self, item: Item, value: Said) -> str:
        """A value as people read it."""
        return said_words.said(self.codebook, item.disagreement.subject, value)

    def quote(self, item: Item) -> str:
        """The words that the disagreement is about; empty for a question about the article."""
        place = item.disagreement.place
        return said_words.quoted(item.disagreement.subject, *place) if place else ""

    def annotator(self, pseudonym: str) -> str:
        """How an annotator is called here."""
        name = self.names.get(pseudonym)
        return f"{pseudonym} ({name})" if name else pseudonym

    def whole(self, item: Item) -> list[tuple[int, str, str]]:
        """Everything that each of its spans says, where more than this is undecided about them."""
        group = item.disagreement.subject.group
        beside = (one for one in self.desk.items(item.case) if one.disagreement.subject.group == group)
        several = sum(one.state == UNDECIDED for one in beside) > 1
        return said_words.whole(self.codebook, item.disagreement.subject) if group and several else []

    def answer(self, answer: DecidedAnswer) -> str:
        """An answer that stands, as people read it."""
        return words(self.codebook.article_question(answer.variable), answer.value)

    def can_merge(self, item: Item) -> bool:
        """Whether what was said can be put together."""
        return can_merge(item.disagreement)

    def variable(self, item: Item) -> Variable | None:
        """The attribute or question, if it is about one."""
        return variable_of(item.disagreement.subject, self.codebook)

    def offered(self, item: Item) -> Sequence[Category]:
        """What can be chosen where it is edited."""
        subject = item.disagreement.subject
        variable = (
            self.codebook.layer(subject.layer).label_variable
            if subject.kind == LABEL
            else variable_of(subject, self.codebook)
        )
        return [one for one in variable.categories if one.offered] if variable else ()

    def actor(self, item: Item) -> str:
        """Who decided."""
        row = self.desk.log.rows.get(item.decision.number) if item.decision else None
        if row is None:
            return ""
        return "you" if row.actor_id == self.user_id else row.actor.name


def names(session: Session, project: Project, role: str | None) -> dict[str, str]:
    """Return the names of members by pseudonym for those who may know them."""
    if role != "manager" and not (role == "adjudicator" and project.adjudicators_see_names):
        return {}
    query = select(Member.pseudonym, User.name).join(User, User.id == Member.user_id)
    return {key: name for key, name in session.execute(query.where(Member.project_id == project.id))}


def offered(desk: Desk) -> dict[str, Sequence[tuple[str, str]]]:
    """Return what the list can be narrowed by."""
    codebook, people = desk.cases.codebook, desk.cases.annotators
    labels = [(one.code, one.name) for layer in codebook.layers for one in layer.labels]
    asked = [(one.code, one.name) for layer in codebook.layers for one in layer.attributes]
    asked += [(one.code, one.name) for one in codebook.article_questions]
    pairs = [
        (f"{one}|{other}", f"{one} and {other}")
        for place, one in enumerate(people)
        for other in people[place + 1 :]
    ]
    outlets = sorted({case.outlet for case in desk.cases.articles.values() if case.outlet})
    return {
        "label": list(dict([*labels, *asked]).items()),
        "pair": pairs,
        "outlet": [(name, name) for name in outlets],
    }


def article(session: Session, desk: Desk, article: Article, narrowed: Narrowed, key: str) -> Shown:
    """Return the article with the disagreement of this key, or the first that is to be decided."""
    case = desk.cases.articles[article.id]
    items = desk.items(case)
    item = _focus(items, key)
    stands = adjudication.stands(session, desk, article.id)
    text = frozen.article_text(session.connection(), article.id, article.sha256)
    in_lanes = [
        lanes.lane(one.coder.annotator, one.annotation.spans, desk.cases.codebook) for one in case.submitted
    ]
    in_lanes.sort(key=lambda lane: lane.name)
    standing = {one.span.uid: one.basis for one in stands.spans}
    decided = [one.span for one in stands.spans]
    in_lanes.append(lanes.lane(DECIDED_LANE, decided, desk.cases.codebook, standing))
    focus = item.disagreement.place if item else None
    before, after = _around(desk, narrowed, item)
    return Shown(
        article=article,
        lanes=tuple(in_lanes),
        paragraphs=lanes.paragraphs(text, annotation_state.zones(session, article.id), in_lanes, focus),
        items=items,
        item=item,
        before=before,
        after=after,
        stands=stands,
    )


def _focus(items: Sequence[Item], key: str) -> Item | None:
    asked = (one for one in items if one.disagreement.key == key)
    undecided = (one for one in items if one.state == UNDECIDED)
    return next(asked, next(undecided, next(iter(items), None)))


def _around(desk: Desk, narrowed: Narrowed, item: Item | None) -> tuple[Item | None, Item | None]:
    """Return the neighbours of a disagreement in the list; it may have left the list meanwhile."""
    if item is None:
        return None, None
    here = _place(item)
    listed = [one for one in desk.all() if _place(one) == here or adjudication.narrow([one], narrowed)]
    at = next(number for number, one in enumerate(listed) if _place(one) == here)
    return listed[at - 1] if at else None, listed[at + 1] if at + 1 < len(listed) else None


def next_item(desk: Desk, narrowed: Narrowed, article_id: int, key: str) -> Item | None:
    """Return the next undecided disagreement of the list after this one, from its start if need be."""
    every = list(desk.all())
    at = next((n for n, one in enumerate(every) if _place(one) == (article_id, key)), -1)
    following = every[at + 1 :] + every[: at + 1]
    wanted = [one for one in adjudication.narrow(following, narrowed) if one.state == UNDECIDED]
    return next((one for one in wanted if one.case.article_id not in desk.own), None)


def _place(item: Item) -> tuple[int, str]:
    return item.case.article_id, item.disagreement.key
