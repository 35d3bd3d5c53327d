"""Norming meetings: a team looks at its dearest disagreements, votes blind and writes the rule."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from annotations.decisions import Disagreement
from app.clock import now
from app.models import Article, NormingItem, NormingVote, Round, User
from app.services import activity, adjudication, codebook_editing, norming_costs, said_words
from app.services.adjudication import Desk, Item
from app.services.paging import PAGE_SIZE, Listing, Page
from app.services.refused import Refused

NONE_OF_THESE = "None of these"


@dataclass(frozen=True)
class Line:
    """A disagreement on the agenda: what it costs, and how far the meeting is with it."""

    item: Item
    cost: float | None
    met: NormingItem | None


@dataclass(frozen=True)
class Tally:
    """How a vote stands: how many voted, and what for once it was counted."""

    voters: int
    votes: tuple[int, ...]  # by option; empty while the vote is on
    own: int | None  # what the asking person voted for

    @property
    def most(self) -> int | None:
        """The option with the most votes, None on a tie."""
        best = max(self.votes, default=0)
        return self.votes.index(best) if best and self.votes.count(best) == 1 else None


def agenda(session: Session, round_: Round, desk: Desk, kind: str, listing: Listing) -> Page:
    """Return a page of the round's disagreements, those that cost most first."""
    costs, met = norming_costs.of_round(session, round_), met_of(session, round_)
    lines = [
        Line(item, costs.of(item.disagreement), met.get((item.case.article_id, item.disagreement.key)))
        for item in desk.all()
        if not item.is_left and (not kind or item.disagreement.kind == kind)
    ]
    lines.sort(key=lambda line: -1.0 if line.cost is None else line.cost, reverse=True)
    number = min(max(1, listing.page), max(1, -(-len(lines) // PAGE_SIZE)))
    shown = lines[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return Page(shown, len(lines), number, PAGE_SIZE, listing)


def met_of(session: Session, round_: Round) -> Mapping[tuple[int, str], NormingItem]:
    """Return what was put on the screen, by article and name of the disagreement."""
    rows = session.scalars(select(NormingItem).where(NormingItem.round_id == round_.id))
    return {(row.article_id, row.subject_key): row for row in rows}


def newest(session: Session, round_: Round) -> NormingItem | None:
    """Return what was put on the screen last."""
    query = select(NormingItem).where(NormingItem.round_id == round_.id)
    return session.scalar(query.order_by(NormingItem.id.desc()).limit(1))


def shown(session: Session, round_: Round) -> Sequence[tuple[NormingItem, str]]:
    """Return everything that was put on the screen with the names of the articles, the newest first."""
    query = (
        select(NormingItem, Article.called)
        .join(Article, Article.id == NormingItem.article_id)
        .where(NormingItem.round_id == round_.id)
        .order_by(NormingItem.id.desc())
    )
    return [(item, called) for item, called in session.execute(query)]


def put_on_screen(session: Session, round_: Round, article: Article, key: str, actor: User) -> NormingItem:
    """Open the vote on a disagreement; what was on the screen before stays as it is.

    Raises:
        Refused: the annotators agree on this by now.
    """
    before = met_of(session, round_).get((article.id, key))
    if before is not None:
        return before
    desk = adjudication.desk(session, round_, actor, article)
    case = desk.cases.articles.get(article.id)
    found = next((one for one in desk.items(case) if one.disagreement.key == key), None) if case else None
    if found is None or found.is_left:
        raise Refused("The annotators of this article do not differ on this any more.")
    item = NormingItem(
        round_id=round_.id,
        article_id=article.id,
        subject_key=key,
        subject=found.disagreement.subject.to_dict(),
        options=_options(desk, found.disagreement),
        opened_by=actor.id,
        opened_at=now(),
        rule="",
    )
    session.add(item)
    session.flush()
    _record(session, item, actor, "norming.opened")
    return item


def _options(desk: Desk, disagreement: Disagreement) -> list[dict[str, object]]:
    """Return what can be voted for: everything that was said, by how many, and none of it."""
    told: list[dict[str, object]] = [
        {
            "said": said_words.said(desk.cases.codebook, disagreement.subject, option.value),
            "coders": len(option.coders),
        }
        for option in disagreement.options
    ]
    return [*told, {"said": NONE_OF_THESE, "coders": 0}]


def vote(session: Session, item: NormingItem, user: User, option: int) -> None:
    """Note a vote; whoever votes again has changed their mind.

    Raises:
        Refused: the vote was counted, or there is no such option.
    """
    _hold(session, item)
    if item.counted_at:
        raise Refused("This vote was counted already. Ask for another vote if the team wants one.")
    if not 0 <= option < len(item.options):
        raise Refused("Choose one of the answers.")
    session.add(NormingVote(item_id=item.id, user_id=user.id, option=option, at=now()))


def count(session: Session, item: NormingItem, actor: User) -> None:
    """End the vote: from now on everybody sees how it went."""
    _hold(session, item)
    if item.counted_at:
        raise Refused("This vote was counted already.")
    if not tally(session, item, None).voters:
        raise Refused("Nobody has voted yet.")
    item.counted_at = now()
    _record(session, item, actor, "norming.counted")


def vote_again(session: Session, item: NormingItem, actor: User) -> None:
    """Open the vote once more; earlier votes count until their voters vote again."""
    _hold(session, item)
    if not item.counted_at or item.settled_at:
        raise Refused("Another vote can be held once the last one was counted, and before it is settled.")
    item.counted_at = None
    _record(session, item, actor, "norming.reopened")


def settle(session: Session, item: NormingItem, actor: User, entry: str, rule: str) -> None:
    """Close the talk about it, and write the rule into the open draft of the codebook if there is one.

    Raises:
        Refused: the vote is still on, or it was settled, or the rule cannot be written there.
    """
    _hold(session, item)
    if item.settled_at or not item.counted_at:
        raise Refused("It can be settled once, after the vote was counted.")
    round_ = session.get_one(Round, item.round_id)
    if rule.strip():
        note = f"Norming of the round “{round_.name}”."
        draft = codebook_editing.add_rule(session, round_.project, actor, entry, rule.strip(), note=note)
        item.rule, item.codebook_id = rule.strip(), draft.id
    item.settled_at = now()
    _record(session, item, actor, "norming.settled")


def tally(session: Session, item: NormingItem, user: User | None) -> Tally:
    """Return how the vote stands for somebody: everybody's votes only once they were counted."""
    newest_of = (
        select(func.max(NormingVote.id)).where(NormingVote.item_id == item.id).group_by(NormingVote.user_id)
    )
    rows = session.execute(
        select(NormingVote.user_id, NormingVote.option).where(NormingVote.id.in_(newest_of))
    )
    options = {user_id: option for user_id, option in rows}
    found = Counter(options.values())
    votes = tuple(found[place] for place in range(len(item.options))) if item.counted_at else ()
    return Tally(len(options), votes, options.get(user.id) if user else None)


def _hold(session: Session, item: NormingItem) -> None:
    session.refresh(item, with_for_update=True)


def _record(session: Session, item: NormingItem, actor: User, verb: str) -> None:
    session.flush()
    round_ = session.get_one(Round, item.round_id)
    subject = f"round {item.round_id}"
    activity.record(session, actor, verb, subject, round_.project, article=item.article_id, item=item.id)
