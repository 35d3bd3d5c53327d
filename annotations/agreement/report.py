"""The agreement report of a round: variables and labels, overall, per outlet and per pair of annotators."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from annotations.agreement.intervals import Bootstrap
from annotations.agreement.measure import measure
from annotations.agreement.result import Agreement
from annotations.codebook import Codebook
from annotations.reliability import Coding, CodingTable, Dropped, ReliabilityData, tabulate
from annotations.reliability.questions import question_data
from annotations.reliability.spans import character_data, mark_table, presence_data, unknown_labels

OVERALL, OUTLET, PAIR = "overall", "outlet", "pair"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A variable of the codebook that has no row, and why."""

    variable: str
    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """One coefficient of one variable or label in one scope.

    ``group`` is empty overall, holds the outlet, or the two annotators of a pair. ``label`` is a label of the
    layer, a category of a question with several answers, ANY_LABEL, or empty. ``question`` says what was
    compared: "answer", "chosen", "set of answers", "present in the article" or "characters".
    """

    scope: str
    group: tuple[str, ...]
    variable: str
    label: str
    question: str
    agreement: Agreement
    dropped: tuple[Dropped, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The rows with the facts that a reader needs to judge and to repeat them."""

    codebook: str
    codebook_version: str
    articles: int
    annotators: tuple[str, ...]
    outlets: tuple[str, ...]
    annotations: int
    dropped: tuple[Dropped, ...]
    skipped: tuple[Skipped, ...]
    seed: int
    replicates: int
    confidence: float
    software_version: str
    rows: tuple[Row, ...]

    def of_scope(self, scope: str) -> tuple[Row, ...]:
        """Return the rows of one scope."""
        return tuple(row for row in self.rows if row.scope == scope)


def agreement_report(
    codings: Sequence[Coding],
    codebook: Codebook,
    *,
    seed: int,
    replicates: int = 1000,
    software_version: str = "",
) -> Report:
    """Measure everything the codebook asks about articles and spans.

    Pairs of annotators get values without intervals, and only where both coded an article in common.
    """
    table = tabulate(codings)
    plan = Bootstrap(seed, replicates)
    data = tuple(_measurable(table, codebook))
    submitted = table.submitted
    return Report(
        codebook=codebook.title,
        codebook_version=codebook.version,
        articles=len({coding.article for coding in submitted}),
        annotators=tuple(sorted({coding.annotator for coding in submitted})),
        outlets=_outlets(table),
        annotations=len(submitted),
        dropped=(*table.dropped, *unknown_labels(table, codebook)),
        skipped=tuple(_skipped(codebook)),
        seed=seed,
        replicates=replicates,
        confidence=plan.confidence,
        software_version=software_version,
        rows=tuple(_rows(table, data, plan)),
    )


def _measurable(table: CodingTable, codebook: Codebook) -> Iterator[tuple[str, ReliabilityData]]:
    for data in question_data(table, codebook):
        plain = "set of answers" if data.level == "set" else "answer"
        yield ("chosen" if data.label else plain), data
    marks = mark_table(table, codebook)
    spans = zip(presence_data(table, marks, codebook), character_data(table, marks, codebook), strict=True)
    for present, characters in spans:
        yield "present in the article", present
        yield "characters", characters


def _skipped(codebook: Codebook) -> Iterator[Skipped]:
    for question in codebook.article_questions:
        if question.kind == "text":
            yield Skipped(question.code, "free text is not measured")
    for layer in codebook.layers:
        for attribute in layer.attributes:
            reason = "attributes can be compared on matched spans only, which is not done yet"
            yield Skipped(f"{layer.code}.{attribute.code}", reason)


def _rows(table: CodingTable, data: Sequence[tuple[str, ReliabilityData]], plan: Bootstrap) -> Iterator[Row]:
    for question, whole in data:
        yield from _measured(OVERALL, (), question, whole, plan)
    for outlet in _outlets(table):
        for question, whole in data:
            yield from _measured(OUTLET, (outlet,), question, whole.of_outlet(outlet), plan)
    for pair in _pairs(table):
        for question, whole in data:
            yield from _measured(PAIR, pair, question, whole.of_annotators(*pair), None)


def _measured(
    scope: str, group: tuple[str, ...], question: str, data: ReliabilityData, plan: Bootstrap | None
) -> Iterator[Row]:
    dropped = data.dropped
    for agreement in measure(data, plan=plan):
        yield Row(scope, group, data.variable, data.label, question, agreement, dropped)


def _outlets(table: CodingTable) -> tuple[str, ...]:
    return tuple(sorted({coding.outlet for coding in table.submitted if coding.outlet is not None}))


def _pairs(table: CodingTable) -> Iterator[tuple[str, str]]:
    """Yield the pairs of annotators who have at least one article in common."""
    coded: dict[str, set[str]] = {}
    for coding in table.submitted:
        coded.setdefault(coding.annotator, set()).add(coding.article)
    for one, other in combinations(sorted(coded), 2):
        if coded[one] & coded[other]:
            yield one, other
