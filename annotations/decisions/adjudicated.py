"""The adjudicated annotation of an article: what all agree on, and what was decided about the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from annotations.annotation import SUBMITTED, Annotation, MarkedSpan
from annotations.codebook import Codebook
from annotations.decisions.decision import Decision, Settled
from annotations.decisions.disagreements import is_shared, options_of, subjects_of
from annotations.decisions.groups import Group, Submitted
from annotations.decisions.subject import ANSWER, ATTRIBUTE, BORDERS, FOUND, LABEL, Facet, Subject
from annotations.variables import Value

AGREED, DECIDED = "agreed", "decided"


@dataclass(frozen=True)
class DecidedSpan:
    """A span that stands after adjudication.

    ``decisions`` are the numbers of those that it rests on, none where all agreed; ``open`` are attributes
    that nobody has settled yet.
    """

    span: MarkedSpan
    annotators: tuple[str, ...]
    decisions: tuple[int, ...] = ()
    open: tuple[str, ...] = ()

    @property
    def basis(self) -> str:
        """Whether it was agreed or decided."""
        return DECIDED if self.decisions else AGREED


@dataclass(frozen=True)
class DecidedAnswer:
    """The answer to one question after adjudication."""

    variable: str
    value: Value
    annotators: tuple[str, ...]
    decision: int | None = None

    @property
    def basis(self) -> str:
        """Whether it was agreed or decided."""
        return AGREED if self.decision is None else DECIDED


@dataclass(frozen=True)
class Adjudicated:
    """What stands in one article, and how many things are not settled yet."""

    spans: tuple[DecidedSpan, ...]
    answers: tuple[DecidedAnswer, ...]
    open: int

    @property
    def annotation(self) -> Annotation:
        """Return it as an annotation, which can be compared with others and serve as a key."""
        spans = tuple(one.span for one in self.spans)
        answers = {one.variable: one.value for one in self.answers}
        found_none = not spans and not self.open
        return Annotation(spans, answers, found_none=found_none, state=SUBMITTED)


@dataclass
class _Tally:
    spans: list[DecidedSpan] = field(default_factory=list)
    answers: list[DecidedAnswer] = field(default_factory=list)
    open: int = 0


def adjudicate(
    submitted: Sequence[Submitted],
    groups: Sequence[Group],
    settled: Settled,
    codebook: Codebook,
    text: str,
) -> Adjudicated:
    """Return what stands in the article.

    Decisions on spans that were changed or taken back since go on standing for what they were taken on:
    they are stale, which is for a person to settle.
    """
    tally = _Tally()
    for group in _that_stand(groups, settled):
        _add_span(tally, group, settled.groups.get(group.key, {}), codebook, text)
    for question in codebook.article_questions:
        if is_shared(question):
            _add_answer(tally, question.code, submitted, settled, codebook)
    tally.spans.sort(key=lambda one: one.span.order)
    return Adjudicated(tuple(tally.spans), tuple(tally.answers), tally.open)


def _that_stand(groups: Sequence[Group], settled: Settled) -> Iterator[Group]:
    """Yield the groups as they are, and as they were decided where they are so no more."""
    here = {group.key for group in groups}
    yield from (group for group in groups if not settled.before(group.key))
    for key, sides in settled.groups.items():
        if key not in here or settled.before(key):
            newest = max(sides.values(), key=lambda one: one.number).subject
            yield Group(newest.layer, newest.marks, newest.silent)


def _add_span(
    tally: _Tally, group: Group, sides: Mapping[Facet, Decision], codebook: Codebook, text: str
) -> None:
    known, unsettled = _known(group, sides, codebook)
    if known.get((FOUND, "")) is False:
        return
    tally.open += len(unsettled)
    if any(kind != ATTRIBUTE for kind, _ in unsettled):
        return
    start, end = known[BORDERS, ""]
    in_order = (variable.code for variable in codebook.layer(group.layer).attributes)
    values = {code: known[ATTRIBUTE, code] for code in in_order if known.get((ATTRIBUTE, code)) is not None}
    uid = "d" + Subject(FOUND, group.layer, "", group.marks, group.silent).key
    tally.spans.append(
        DecidedSpan(
            MarkedSpan(uid, group.layer, known[LABEL, ""], start, end, text[start:end], values),
            tuple(mark.coder.annotator for mark in group.marks),
            tuple(sorted(one.number for one in sides.values())),
            tuple(code for _, code in unsettled),
        )
    )


def _known(
    group: Group, sides: Mapping[Facet, Decision], codebook: Codebook
) -> tuple[dict[Facet, Any], list[Facet]]:
    """Return what is agreed or decided about a group, and what is neither."""
    known: dict[Facet, Any] = {}
    unsettled: list[Facet] = []
    layer = codebook.layer(group.layer)
    for subject in subjects_of(group, layer):
        decision, options = sides.get(subject.facet), options_of(subject, codebook)
        if decision is not None:
            known[subject.facet] = decision.value
        elif len(options) == 1:
            known[subject.facet] = options[0].value
        else:
            unsettled.append(subject.facet)
    for variable in layer.attributes:
        own = Subject(ATTRIBUTE, group.layer, variable.code, group.marks, group.silent)
        if not is_shared(variable) and len(said := options_of(own, codebook)) == 1:
            known[own.facet] = said[0].value
    return known, unsettled


def _add_answer(
    tally: _Tally, code: str, submitted: Sequence[Submitted], settled: Settled, codebook: Codebook
) -> None:
    told = tuple((one.coder, one.annotation.answers.get(code)) for one in submitted)
    decision = settled.answers.get(code)
    options = options_of(Subject(ANSWER, variable=code, given=told), codebook)
    if decision is None and len(options) > 1:
        tally.open += 1
        return
    value = decision.value if decision else options[0].value if options else None
    if value is None or isinstance(value, tuple):
        return
    who = tuple(sorted(coder.annotator for coder, answer in told if answer is not None))
    tally.answers.append(DecidedAnswer(code, value, who, decision.number if decision else None))
