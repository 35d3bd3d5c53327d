"""Scales of several items, over what raters said of outlets or annotators of articles."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from annotations.annotation import SUBMITTED
from annotations.scales import Item, ScaleReport, report
from annotations.variables import Value, Variable
from app.models import Round
from app.services import codebooks
from app.services.codings import codings

Answers = Mapping[str, Value]


def of_round(session: Session, round_: Round) -> dict[str, ScaleReport]:
    """Return the scales among the questions about articles; a case is one submitted annotation."""
    questions = codebooks.parsed(round_.codebook).article_questions
    if not any(question.item_of for question in questions):
        return {}
    said = [one.annotation for one in codings(session, round_)]
    return of_answers(questions, [one.answers for one in said if one.state == SUBMITTED])


def of_answers(questions: Sequence[Variable], cases: Sequence[Answers]) -> dict[str, ScaleReport]:
    """Return the report of each scale, by its code; a case is a set of answers."""
    scales: dict[str, list[Variable]] = {}
    for question in questions:
        if question.item_of:
            scales.setdefault(question.item_of, []).append(question)
    return {
        code: report(
            [_item(one) for one in items],
            [[_number(answers.get(one.code)) for one in items] for answers in cases],
        )
        for code, items in scales.items()
    }


def _item(question: Variable) -> Item:
    # An item is a scale with both bounds; the codebook sees to that.
    low, high = float(question.minimum or 0), float(question.maximum or 0)
    return Item(question.code, question.name, low, high, question.reversed)


def _number(value: object) -> float | None:
    """Return a value as a number; "not applicable" and no answer are none."""
    return float(value) if isinstance(value, (int, float)) else None
