"""How reliable each annotator is on each question, drawn from all articles of a round.

Every question has its own data: whether there is a finding, its label, each attribute, each question about
the article. Annotators are weighed by the models of ``agreement.truth``; what they disagree on and what they
agree on both count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from annotations.agreement.truth import Limits, Truth, dawid_skene, mace
from annotations.codebook import Codebook
from annotations.decisions.disagreements import options_of, subjects_of, variable_of
from annotations.decisions.groups import Group, Submitted
from annotations.decisions.proposals import DAWID_SKENE, MACE, Competences, Question
from annotations.decisions.subject import ANSWER, BORDERS, Subject
from annotations.reliability import ReliabilityData, table_data

Row = dict[str, Hashable]
RESTARTS = 4
# Competences are compared in whole percent: what more steps and more units would add is not seen.
LIMITS = Limits(steps=200, tolerance=1e-3)
MAX_VOTES = 10_000
# With more values than this their confusions say nothing that so few data could bear.
MAX_CATEGORIES = 60


@dataclass(frozen=True)
class Case:
    """One article as its annotators left it."""

    submitted: Sequence[Submitted]
    groups: Sequence[Group]


def competences(cases: Iterable[Case], codebook: Codebook) -> Competences:
    """Return how far each annotator is right by two models; without data a question has no competences."""
    rows: defaultdict[Question, list[Row]] = defaultdict(list)
    for case in cases:
        for subject in _subjects(case, codebook):
            votes = _votes(subject, codebook)
            if len(votes) > 1:
                rows[subject.layer, subject.kind, subject.variable].append(votes)
    tables = {question: _table(_some(given)) for question, given in rows.items()}
    tables = {one: table for one, table in tables.items() if len(table[0].categories) <= MAX_CATEGORIES}
    fits: dict[str, Callable[[ReliabilityData], Truth]] = {
        DAWID_SKENE: lambda data: dawid_skene(data, limits=LIMITS),
        MACE: lambda data: mace(data, restarts=RESTARTS, limits=LIMITS),
    }
    return {
        method: {one: _of(fit(data), names) for one, (data, names) in tables.items()}
        for method, fit in fits.items()
    }


def _subjects(case: Case, codebook: Codebook) -> Iterable[Subject]:
    for group in case.groups:
        for subject in subjects_of(group, codebook.layer(group.layer)):
            variable = variable_of(subject, codebook)
            if subject.kind != BORDERS and (variable is None or variable.kind != "text"):
                yield subject
    for question in codebook.article_questions:
        if question.kind != "text":
            given = tuple((one.coder, one.annotation.answers.get(question.code)) for one in case.submitted)
            yield Subject(ANSWER, variable=question.code, given=given)


def _votes(subject: Subject, codebook: Codebook) -> Row:
    """Return what each annotator said, as text."""
    found: Row = {}
    for option in options_of(subject, codebook):
        value = tuple(option.value) if isinstance(option.value, list) else option.value
        if value is not None:
            found |= dict.fromkeys((coder.annotator for coder in option.coders), str(value))
    return found


def _some(rows: Sequence[Row]) -> Sequence[Row]:
    """Return units spread evenly over the round where there are very many."""
    votes = sum(map(len, rows))
    return rows[:: -(-votes // MAX_VOTES)] if votes else rows


def _table(rows: Sequence[Row]) -> tuple[ReliabilityData, tuple[str, ...]]:
    names = tuple(sorted({name for row in rows for name in row}))
    return table_data([[row.get(name) for name in names] for row in rows], level="nominal"), names


def _of(truth: Truth, names: Sequence[str]) -> Mapping[str, float]:
    # The table names its columns by their number, in order.
    numbered = {f"annotator {number}": name for number, name in enumerate(names, 1)}
    return {
        numbered[one.annotator]: float(one.agreement.value)
        for one in truth.annotators
        if one.agreement.value is not None
    }
