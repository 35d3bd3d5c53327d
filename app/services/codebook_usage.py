"""How many judgements an entry of the codebook is used in, counted only where the results may be seen.

A round that is open and blind is not looked at: not even a total of it is computed, since a number by label
would tell what annotators found.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from annotations.annotation import SUBMITTED, Annotation
from annotations.recoding import Touched, touched
from app.models import (
    AnnotationHead,
    AnswerKey,
    AnswerRow,
    Assignment,
    CodebookVersion,
    DecisionRow,
    Project,
    Round,
    SpanRow,
)
from app.services import codebooks
from app.services.codings import pseudonyms


@dataclass(frozen=True)
class Used:
    """What an entry is used for in one round; `hidden` where that is counted after the round is closed."""

    round: Round
    hidden: bool
    by_annotator: Sequence[tuple[str, int]] = ()
    decisions: int = 0

    @property
    def judgements(self) -> int:
        """Return how many judgements of all annotators it is used in."""
        return sum(count for _, count in self.by_annotator)


@dataclass(frozen=True)
class Usage:
    """What an entry is used for in a project: by round, and in answer keys."""

    rounds: Sequence[Used]
    keys: int

    @property
    def judgements(self) -> int:
        """Return in how many judgements of the rounds that may be looked at."""
        return sum(used.judgements for used in self.rounds)


@dataclass
class Judged:
    """Touched judgements of one round: how many by each annotator, and by assignment."""

    annotators: Counter[int] = field(default_factory=Counter)
    assignments: Counter[int] = field(default_factory=Counter)


def usage(session: Session, project: Project, paths: Iterable[str]) -> Usage:
    """Return how often entries are used in the rounds and keys of a project."""
    wanted, known = list(paths), pseudonyms(session, project.id)
    query = select(Round).where(Round.project_id == project.id, Round.opened_at.is_not(None))
    found = []
    for round_ in session.scalars(query.order_by(Round.id)):
        if not round_.shows_results:
            found.append(Used(round_, hidden=True))
            continue
        touch = touched(codebooks.parsed(round_.codebook), wanted)
        counts = judged(session, round_, touch).annotators
        named = sorted((known[one], count) for one, count in counts.items())
        found.append(
            Used(round_, hidden=False, by_annotator=named, decisions=_decisions(session, round_, touch))
        )
    return Usage(found, _keys(session, project, wanted))


def judged(session: Session, round_: Round, touch: Touched) -> Judged:
    """Count the touched judgements in the submitted annotations of a round.

    Who calls has seen to it that the round shows its results.
    """
    found = Judged()
    spans = _submitted(round_, SpanRow.layer, SpanRow.label, SpanRow.attributes).join(
        SpanRow, SpanRow.annotation_id == AnnotationHead.id
    )
    for assignment, annotator, *span in session.execute(spans.where(SpanRow.layer.in_(touch.in_layers))):
        if touch.span(*span):
            found.annotators[annotator] += 1
            found.assignments[assignment] += 1
    answers = _submitted(round_, AnswerRow.variable, AnswerRow.value).join(
        AnswerRow, AnswerRow.annotation_id == AnnotationHead.id
    )
    for assignment, annotator, *answer in session.execute(
        answers.where(AnswerRow.variable.in_(touch.questions))
    ):
        if touch.answer(*answer):
            found.annotators[annotator] += 1
            found.assignments[assignment] += 1
    return found


def _submitted(round_: Round, *columns: Any) -> Select[Any]:
    return (
        select(Assignment.id, Assignment.annotator_id, *columns)
        .select_from(Assignment)
        .join(AnnotationHead, AnnotationHead.assignment_id == Assignment.id)
        .where(Assignment.round_id == round_.id, AnnotationHead.state == SUBMITTED)
    )


def _decisions(session: Session, round_: Round, touch: Touched) -> int:
    """Count the decisions of a round that are about what is touched, or decide for it."""
    rows = session.execute(
        select(DecisionRow.subject, DecisionRow.verdict).where(
            DecisionRow.round_id == round_.id, ~DecisionRow.withdrawn
        )
    )
    return sum(_is_about(touch, subject, verdict.get("value")) for subject, verdict in rows)


def _is_about(touch: Touched, subject: Mapping[str, Any], value: Any) -> bool:
    layer, variable, kind = subject["layer"], subject["variable"], subject["kind"]
    if kind == "answer":
        return value is not None and touch.answer(variable, value)
    spans = [mark["span"] for mark in subject["marks"]]
    if kind == "label":
        spans.append({"label": value, "attributes": {}})
    elif kind == "attribute":
        spans.append({"label": "", "attributes": {variable: value}})
    return any(touch.span(layer, str(one["label"]), _known(one["attributes"])) for one in spans)


def _known(attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {code: value for code, value in attributes.items() if value is not None}


def _keys(session: Session, project: Project, paths: Sequence[str]) -> int:
    """Count the answer keys in which an entry is used."""
    rows = session.execute(
        select(AnswerKey.state, CodebookVersion)
        .join(CodebookVersion, CodebookVersion.id == AnswerKey.codebook_id)
        .where(AnswerKey.project_id == project.id)
    )
    return sum(
        touched(codebooks.parsed(row), paths).annotation(Annotation.from_dict(state)) > 0
        for state, row in rows
    )
