"""Spans in a report: found, borders, label and attributes of every layer in every scope, and words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from annotations.agreement.coefficient import Coefficient
from annotations.agreement.coefficients import FAMILY
from annotations.agreement.costs.comparisons import comparisons
from annotations.agreement.costs.decomposition import Decomposition, decomposition
from annotations.agreement.intervals import Plan
from annotations.agreement.report.answers import Named
from annotations.agreement.report.choice import chosen_titles
from annotations.agreement.report.reported import PAIR, WITHOUT, Row, Skipped
from annotations.agreement.report.scopes import Scope
from annotations.agreement.report.tasks import Task, row_of
from annotations.agreement.spans.layers import FOUND, LayerSpans, span_agreements
from annotations.codebook import Codebook
from annotations.reliability.codings import CodingTable
from annotations.reliability.spans import ANY_LABEL, mark_table
from annotations.reliability.tokens import word_data, words_known

SPANS, WORDS = "spans", "words"
# Pairs and leaving somebody out say where to look; each label by itself would be a wall of numbers there.
IN_SHORT = (PAIR, WITHOUT)


@dataclass(frozen=True, eq=False)
class Spans:
    """Everything about the spans of one layer in some scopes; ``coefficients`` as in a choice of titles."""

    scopes: tuple[Scope, ...]
    spans: LayerSpans
    coefficients: tuple[str, ...]
    plan: Plan

    @property
    def what(self) -> str:
        """The layer."""
        return f"spans of {self.spans.layer.code}"

    def rows(self) -> tuple[Row, ...]:
        """Return a row for every scope and coefficient."""
        return tuple(row for scope in self.scopes for row in self._of(scope))

    def _of(self, scope: Scope) -> Iterator[Row]:
        plan = replace(self.plan, method="none") if scope.name in IN_SHORT else self.plan
        about = span_agreements(
            self.spans, plan, articles=scope.articles, annotators=scope.annotators, choose=self._choose
        )
        for one in about:
            if one.question == FOUND and one.label not in ("", ANY_LABEL) and scope.name in IN_SHORT:
                continue
            for found in one.agreements:
                yield row_of(scope, one.question, (one.variable, one.label), found)

    def _choose(self, level: str, annotators: int) -> tuple[Coefficient, ...]:
        return tuple(FAMILY[title] for title in chosen_titles(level, annotators, self.coefficients))


def span_tasks(
    layers: Sequence[LayerSpans], scopes: tuple[Scope, ...], coefficients: tuple[str, ...], plan: Plan
) -> Iterator[Task]:
    """Yield a task for every layer."""
    for spans in layers:
        yield Spans(scopes, spans, coefficients, plan)


def decompositions(layers: Sequence[LayerSpans], plan: Plan) -> Iterator[Decomposition]:
    """Yield at which step agreement is lost in the whole study, for every layer."""
    for spans in layers:
        yield decomposition(comparisons(spans.matched), spans.selection(), plan)


def words_of(table: CodingTable, codebook: Codebook, parts: Collection[str]) -> Iterator[Named]:
    """Yield which words carry each label, if that is wanted and the words are known."""
    if WORDS in parts and words_known(table):
        for data in word_data(table, mark_table(table, codebook), codebook):
            yield "words", data


def wordless(table: CodingTable, parts: Collection[str]) -> Iterator[Skipped]:
    """Yield that no words are compared, if they are wanted and not known."""
    if WORDS in parts and not words_known(table):
        unknown = sum(words is None for words in table.words)
        yield Skipped(WORDS, f"the words of {unknown} article{'' if unknown == 1 else 's'} are not known")
