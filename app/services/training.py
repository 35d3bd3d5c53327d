"""Training rounds: who passed, by which measure not, and who was admitted by hand."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnExpressionArgument, func, select
from sqlalchemy.orm import Session

from annotations.codebook import Codebook
from annotations.scoring import MEASURES, PASSED, Score, Verdict, judge
from annotations.wellformed import text_fault
from app.models import Activity, Assignment, Round, User
from app.services import activity, annotation_state, key_scores
from app.services.key_scores import Scored
from app.services.refused import Refused

TRAINING = "training"
ADMITTED = "training.admitted"
MAX_REASON = 1_000


@dataclass(frozen=True)
class Trainee:
    """How somebody stands in a training round; `admitted` is the reason of who let them in by hand."""

    user: User
    done: int
    total: int
    scores: tuple[Score, ...]
    verdict: Verdict
    admitted: str

    @property
    def is_in(self) -> bool:
        """Whether later rounds are open to them."""
        return self.verdict.state == PASSED or bool(self.admitted)

    @property
    def short(self) -> str:
        """By which measures the marks are missed, in words."""
        return " and ".join(MEASURES[one.measure].name for one in self.verdict.short)

    @property
    def why_not(self) -> str:
        """Why they have not passed, without any value."""
        left = self.verdict.needed - self.verdict.submitted
        waiting = (
            [f"{left} more {'article' if left == 1 else 'articles'} to be submitted"] if left > 0 else []
        )
        return " and ".join([*waiting, *([f"below the mark in: {self.short}"] if self.short else [])])


def trainees(session: Session, round_: Round, only: User | None = None) -> list[Trainee]:
    """Return how everybody in the round stands, or somebody alone."""
    mine: list[ColumnExpressionArgument[bool]] = [Assignment.annotator_id == only.id] if only else []
    loads, owed = _loads(session, round_, mine), _owed_with_key(session, round_, mine)
    people = select(User).where(User.id.in_(list(loads))).order_by(User.name, User.id)
    found: dict[int, list[Scored]] = {}
    for one in key_scores.read(session, round_, *mine):
        found.setdefault(one.first.annotator_id, []).append(one)
    codebook, admitted = annotation_state.codebook_of(session, round_), admissions(session, round_)
    return [
        _trainee(round_, user, loads[user.id], found.get(user.id, []), owed[user.id], codebook, admitted)
        for user in session.scalars(people)
    ]


def progress(session: Session, round_: Round) -> list[tuple[User, int, int]]:
    """Return how many articles each annotator of the round submitted and owes: no word on how well."""
    loads = _loads(session, round_, ())
    people = select(User).where(User.id.in_(list(loads))).order_by(User.name, User.id)
    return [(user, *loads[user.id]) for user in session.scalars(people)]


def own(session: Session, round_: Round, user: User) -> Trainee | None:
    """Return how one annotator stands in a training round; None who is not in it."""
    return next(iter(trainees(session, round_, user)), None)


def _trainee(
    round_: Round,
    user: User,
    load: tuple[int, int],
    found: Sequence[Scored],
    owed: int,
    codebook: Codebook,
    admitted: Mapping[int, str],
) -> Trainee:
    measured = key_scores.measured(found, codebook)
    verdict = judge(measured, round_.pass_marks, submitted=len(found), owed=max(owed, len(found)))
    return Trainee(user, *load, measured, verdict, admitted.get(user.id, ""))


def _loads(
    session: Session, round_: Round, mine: Sequence[ColumnExpressionArgument[bool]]
) -> dict[int, tuple[int, int]]:
    query = (
        select(Assignment.annotator_id, func.count(Assignment.done_at), func.count(Assignment.id))
        .where(Assignment.round_id == round_.id, Assignment.released_at.is_(None), *mine)
        .group_by(Assignment.annotator_id)
    )
    return {user: (done, total) for user, done, total in session.execute(query)}


def _owed_with_key(
    session: Session, round_: Round, mine: Sequence[ColumnExpressionArgument[bool]]
) -> Counter[int]:
    query = select(Assignment.annotator_id).where(
        Assignment.round_id == round_.id,
        Assignment.released_at.is_(None),
        Assignment.article_id.in_(key_scores.keyed(session, round_)),
        *mine,
    )
    return Counter(session.scalars(query))


def admissions(session: Session, round_: Round) -> dict[int, str]:
    """Return the reasons of those who were admitted by hand, by annotator; the record of acts holds them."""
    query = select(Activity).where(
        Activity.project_id == round_.project_id,
        Activity.verb == ADMITTED,
        Activity.subject == f"round {round_.id}",
    )
    return {
        row.detail["annotator"]: row.detail["reason"] for row in session.scalars(query.order_by(Activity.id))
    }


def admit(session: Session, round_: Round, annotator_id: int, reason: str, actor: User) -> User:
    """Let somebody into later rounds who did not pass, with a reason that is kept.

    Raises:
        Refused: this is no training, the annotator is not in it, or there is no reason.
    """
    _need_training(round_)
    reason = reason.strip()
    if not reason or text_fault(reason, MAX_REASON):
        raise Refused(f"Admitting somebody by hand needs a reason of at most {MAX_REASON:,} characters.")
    of_round = Assignment.round_id == round_.id, Assignment.annotator_id == annotator_id
    if session.scalar(select(Assignment.id).where(*of_round).limit(1)) is None:
        raise Refused("Only annotators of the training can be admitted.")
    about = {"annotator": annotator_id, "reason": reason}
    activity.record(session, actor, ADMITTED, f"round {round_.id}", round_.project, **about)
    return session.get_one(User, annotator_id)


def refuse_not_passed(session: Session, training: Round, annotators: Sequence[User]) -> None:
    """Refuse annotators who neither passed the training nor were admitted, naming them and the measure."""
    _need_training(training)
    stands = {one.user.id: one for one in trainees(session, training)}
    out = [user for user in annotators if user.id not in stands or not stands[user.id].is_in]
    if not out:
        return
    told = [
        f"{user.name} ({stands[user.id].why_not if user.id in stands else 'did not take part'})"
        for user in out
    ]
    raise Refused(
        f"Only who passed “{training.name}” can be given articles. Not yet passed: {'; '.join(told)}. "
        "Leave them out, or admit them by hand on the page of the training."
    )


def _need_training(round_: Round) -> None:
    if round_.phase != TRAINING:
        raise Refused(f"The round “{round_.name}” is no training round.")
