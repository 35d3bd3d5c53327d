"""Decisions of adjudicators: written to their log, taken back, read again."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from annotations.decisions import Decision, Disagreement, Dissent, Settled, Subject, settle
from annotations.decisions.decision import dissent_from
from annotations.decisions.disagreements import Said
from annotations.decisions.subject import BORDERS
from annotations.wellformed import text_fault
from app.clock import now
from app.models import Article, Assignment, DecisionRow, Round, User
from app.services import activity, locks
from app.services.refused import Refused

MAX_REASON = 2_000


@dataclass(frozen=True)
class Verdict:
    """What is to be decided about a disagreement: a value, why, and on what basis."""

    disagreement: Disagreement
    value: Said
    basis: str = "person"
    reason: str = ""
    objection: str = ""  # what those who said otherwise gave as their reason


@dataclass(frozen=True)
class Log:
    """The decisions of a round, or of one article in it, with the rows they came from."""

    rows: Mapping[int, DecisionRow]
    decisions: Mapping[int, tuple[Decision, ...]]  # by article
    _settled: dict[int, Settled] = field(default_factory=dict)

    def settled(self, article_id: int) -> Settled:
        """Return what stands in an article."""
        if article_id not in self._settled:
            self._settled[article_id] = settle(self.decisions.get(article_id, ()))
        return self._settled[article_id]


def log(
    session: Session, round_: Round, annotator_of: Mapping[int, str], article_id: int | None = None
) -> Log:
    """Return all decisions of a round, withdrawn ones included; or those on one article."""
    query = select(DecisionRow).where(DecisionRow.round_id == round_.id).order_by(DecisionRow.id)
    if article_id is not None:
        query = query.where(DecisionRow.article_id == article_id)
    rows = session.scalars(query).all()
    found: dict[int, list[Decision]] = {}
    for row in rows:
        found.setdefault(row.article_id, []).append(read(row, annotator_of))
    return Log({row.id: row for row in rows}, {key: tuple(each) for key, each in found.items()})


def read(row: DecisionRow, annotator_of: Mapping[int, str]) -> Decision:
    """Return the decision that a row holds."""
    subject = Subject.from_dict(row.subject, annotator_of)
    dissent = [Dissent(one["annotation"], _said(subject, one["said"]), one["why"]) for one in row.dissent]
    return Decision(
        row.id,
        subject,
        _said(subject, row.verdict["value"]),
        row.basis,
        row.reason,
        tuple(dissent),
        row.batch,
        row.supersedes_id,
        row.withdrawn,
    )


def decide(
    session: Session,
    round_: Round,
    actor: User,
    verdicts: Sequence[tuple[Article | int, Verdict]],
    settled: Mapping[int, Settled],
    *,
    together: bool = False,
) -> str | None:
    """Write the verdicts to the log; those taken together are undone together. Returns their batch."""
    batch = uuid.uuid4().hex if together else None
    for article, verdict in verdicts:
        article_id = article if isinstance(article, int) else article.id
        session.add(_row(round_, article_id, actor, verdict, settled[article_id], batch))
    session.flush()
    if together:
        activity.record(
            session,
            actor,
            "decisions.confirmed",
            f"round {round_.id}",
            round_.project,
            count=len(verdicts),
            batch=batch,
        )
    return batch


def _row(
    round_: Round, article_id: int, actor: User, verdict: Verdict, settled: Settled, batch: str | None
) -> DecisionRow:
    subject = verdict.disagreement.subject
    for told in (verdict.reason, verdict.objection):
        if fault := text_fault(told, MAX_REASON):
            raise Refused(f"A reason {fault}.")
    earlier = settled.of(subject)
    return DecisionRow(
        round_id=round_.id,
        article_id=article_id,
        subject=subject.to_dict(),
        verdict={"value": _plain(verdict.value)},
        reason=verdict.reason,
        dissent=[
            {
                "annotation": one.annotation_id,
                "said": _plain(one.said),
                "why": "; ".join(filter(None, (one.why, verdict.objection))),
            }
            for one in dissent_from(verdict.disagreement, verdict.value)
        ],
        basis=verdict.basis,
        batch=batch,
        supersedes_id=earlier.number if earlier else None,
        withdrawn=False,
        actor_id=actor.id,
        at=now(),
    )


def withdraw(session: Session, round_: Round, actor: User, *, number: int = 0, batch: str = "") -> int:
    """Take back one decision, or all of a batch; what stood before them stands again."""
    hold(session, round_)
    query = select(DecisionRow).where(DecisionRow.round_id == round_.id, ~DecisionRow.withdrawn)
    chosen = DecisionRow.batch == batch if batch else DecisionRow.id == number
    back = _taken_back(session, round_)
    rows = [
        row for row in session.scalars(query.where(chosen).order_by(DecisionRow.id)) if row.id not in back
    ]
    if not rows:
        raise Refused("There is no such decision to be taken back; perhaps somebody did so already.")
    for row in rows:
        session.add(
            DecisionRow(
                round_id=round_.id,
                article_id=row.article_id,
                subject=row.subject,
                verdict=row.verdict,
                reason="",
                dissent=[],
                basis="person",
                batch=None,
                supersedes_id=row.id,
                withdrawn=True,
                actor_id=actor.id,
                at=now(),
            )
        )
    session.flush()
    activity.record(
        session, actor, "decisions.withdrawn", f"round {round_.id}", round_.project, count=len(rows)
    )
    return len(rows)


def newest_of(session: Session, round_: Round, actor: User) -> DecisionRow | None:
    """Return the person's newest decision in the round that was not taken back: what one undo undoes."""
    back = aliased(DecisionRow)
    query = (
        select(DecisionRow)
        .outerjoin(back, (back.supersedes_id == DecisionRow.id) & back.withdrawn)
        .where(
            DecisionRow.round_id == round_.id,
            DecisionRow.actor_id == actor.id,
            ~DecisionRow.withdrawn,
            back.id.is_(None),
        )
        .order_by(DecisionRow.id.desc())
        .limit(1)
    )
    return session.scalars(query).one_or_none()


def own_articles(session: Session, round_: Round, user: User) -> frozenset[int]:
    """Return the articles that somebody was to code in the round: about these others decide."""
    query = select(Assignment.article_id).where(
        Assignment.round_id == round_.id, Assignment.annotator_id == user.id
    )
    return frozenset(session.scalars(query))


def hold(session: Session, round_: Round) -> None:
    """Let nobody else decide in the round until this transaction ends."""
    locks.hold(session, f"decisions of round {round_.id}")


def _taken_back(session: Session, round_: Round) -> frozenset[int | None]:
    query = select(DecisionRow.supersedes_id).where(DecisionRow.round_id == round_.id, DecisionRow.withdrawn)
    return frozenset(session.scalars(query))


def _plain(value: Said) -> object:
    return list(value) if isinstance(value, tuple) else value


def _said(subject: Subject, stored: object) -> Said:
    return tuple(stored) if subject.kind == BORDERS and isinstance(stored, Iterable) else stored  # type: ignore[return-value]
