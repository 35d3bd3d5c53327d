"""What an annotator in training learns: the own first submission beside the key, with the rules."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from sqlalchemy.orm import Session

from annotations.annotation import MarkedSpan
from annotations.codebook import Category, Codebook
from annotations.scoring import ComparedAnswer, ComparedSpan
from annotations.scoring.compared import DIFFERENT, MISSING, SAME
from annotations.variables import Value, Variable
from app.models import Assignment, User
from app.services import annotation_state, key_scores, lanes, masks, training
from app.services.lanes import Lane, Paragraph
from app.services.masks import Mask
from app.services.naming import category_named, words
from app.services.training import Trainee

OWN_LANE, KEY_LANE = "You", "Key"
NOTHING = "no answer"
Rule = Category | Variable


@dataclass(frozen=True)
class Difference:
    """One thing that is said here and there."""

    name: str
    own: str
    key: str
    is_same: bool


@dataclass(frozen=True)
class SpanLine:
    """One span beside the key, and the rules that belong to what differs."""

    state: str  # found, missed or extra
    own: MarkedSpan | None
    key: MarkedSpan | None
    off: int
    label: Difference
    values: tuple[Difference, ...]
    rules: tuple[Rule, ...]
    is_right: bool
    is_new: bool = True  # one of its rules was not told further up


@dataclass(frozen=True)
class AnswerLine:
    """One answer beside the key."""

    state: str  # same, different or missing
    told: Difference
    rules: tuple[Rule, ...]
    is_new: bool = True  # one of its rules was not told further up


Line = TypeVar("Line", SpanLine, AnswerLine)


@dataclass(frozen=True)
class Feedback:
    """An article as it was submitted first, beside its key, and how the training stands."""

    title: str
    lanes: tuple[Lane, ...]
    paragraphs: tuple[Paragraph, ...]
    spans: tuple[SpanLine, ...]
    answers: tuple[AnswerLine, ...]
    trainee: Trainee | None
    is_right: bool
    both_none: bool

    @property
    def counts(self) -> Mapping[str, int]:
        """How many spans were found, missed and extra."""
        states = [one.state for one in self.spans]
        return {state: states.count(state) for state in ("found", "missed", "extra")}


def read(session: Session, assignment: Assignment, user: User) -> Feedback | None:
    """Return the feedback on a submitted assignment of a training; None where its article has no key."""
    found = key_scores.read(session, assignment.round, Assignment.id == assignment.id)
    if not found:
        return None
    compared, work = found[0].comparison, annotation_state.load(session, assignment.id)
    codebook, mask = work.codebook, work.mask
    own, key = (mask.annotation(one.annotation) if mask else one.annotation for one in compared.codings)
    both = lanes.lane(OWN_LANE, own.spans, codebook), lanes.lane(KEY_LANE, key.spans, codebook)
    text, _ = masks.shown_text(mask, work.text, work.sha256)
    return Feedback(
        lanes=both,
        paragraphs=lanes.paragraphs(text, annotation_state.zones(session, work.article_id), both),
        title=masks.heading(session, assignment).title,
        spans=tuple(_told_once(_span(_covered(one, mask), codebook) for one in compared.spans)),
        answers=tuple(_told_once(_answer(one, codebook) for one in compared.answers)),
        trainee=training.own(session, assignment.round, user),
        is_right=compared.is_right,
        both_none=compared.both_none,
    )


def _covered(one: ComparedSpan, mask: Mask | None) -> ComparedSpan:
    if mask is None:
        return one
    own, key = (span and mask.span(span) for span in (one.own, one.key))
    return replace(one, own=own, key=key)


def _told_once(lines: Iterable[Line]) -> Iterator[Line]:
    """Yield the lines, those whose rules were all told further up marked as such."""
    told: set[str] = set()
    for line in lines:
        codes = {rule.code for rule in line.rules}
        yield replace(line, is_new=bool(codes - told))
        told |= codes


def _span(one: ComparedSpan, codebook: Codebook) -> SpanLine:
    layer = codebook.layer(one.layer)
    own, key = (span.label if span is not None else None for span in (one.own, one.key))
    label = Difference(
        layer.name, _named(layer.label_variable, own), _named(layer.label_variable, key), one.is_same_label
    )
    values: list[Difference] = []
    rules: list[Rule] = [] if one.is_same_label else [*_categories(layer.label_variable, own, key)]
    for value in one.values:
        variable = layer.attribute(value.variable)
        values.append(_difference(variable, value.own, value.key, is_same=value.is_same))
        if not value.is_same:
            rules += [variable, *_categories(variable, value.own, value.key)]
    return SpanLine(one.state, one.own, one.key, one.off, label, tuple(values), tuple(rules), one.is_right)


def _answer(one: ComparedAnswer, codebook: Codebook) -> AnswerLine:
    question = codebook.article_question(one.variable)
    told = _difference(question, one.own, one.key, is_same=one.state == SAME)
    rules: list[Rule] = []
    if one.state in (DIFFERENT, MISSING):
        rules += [question, *_categories(question, one.own, one.key)]
    return AnswerLine(one.state, told, tuple(rules))


def _difference(variable: Variable, own: Value | None, key: Value | None, *, is_same: bool) -> Difference:
    said, right = (NOTHING if value is None else words(variable, value) for value in (own, key))
    return Difference(variable.name, said, right, is_same)


def _named(variable: Variable, code: str | None) -> str:
    return category_named(variable, code) if code else ""


def _categories(variable: Variable, *values: Value | None) -> Iterator[Category]:
    """Yield the categories that were chosen here or there, each once, as the codebook lists them."""
    chosen = {code for value in values for code in (value if isinstance(value, list) else [value])}
    yield from (category for category in variable.categories if category.code in chosen)
