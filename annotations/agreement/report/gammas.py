"""Gamma in a report: of every layer over the whole study, since random continua take their time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from annotations.agreement.gamma import GAMMA_K, Sampling, layer_gamma
from annotations.agreement.intervals import Plan
from annotations.agreement.report.reported import OVERALL, Row, Skipped
from annotations.agreement.report.scopes import Scope
from annotations.agreement.report.tasks import Task, row_of
from annotations.codebook import Codebook
from annotations.reliability.codings import CodingTable
from annotations.reliability.columns import SpanColumns, span_columns

GAMMA = "gamma"
QUESTION = "spans aligned"
# The ways in which spans can go together multiply with every annotator of an article.
MOST_ANNOTATORS = 5


@dataclass(frozen=True, eq=False)
class Gamma:
    """Gamma, gamma-cat and gamma-k of one layer."""

    scope: Scope
    columns: SpanColumns
    plan: Plan
    sampling: Sampling

    @property
    def what(self) -> str:
        """The layer."""
        return f"gamma of {self.columns.layer.code}"

    def rows(self) -> tuple[Row, ...]:
        """Return a row for each of the coefficients."""
        found = layer_gamma(self.columns, self.plan, sampling=self.sampling)
        layer = self.columns.layer.code
        # What gamma-k is of stands in its variant.
        named = ((layer, one.variant if one.coefficient == GAMMA_K else "") for one in found)
        return tuple(row_of(self.scope, QUESTION, name, one) for name, one in zip(named, found, strict=True))


def gamma_tasks(
    table: CodingTable, codebook: Codebook, scopes: tuple[Scope, ...], plan: Plan
) -> Iterator[Task]:
    """Yield a task for every layer; none where too many annotators coded the same article."""
    for scope in scopes if _most_annotators(table) <= MOST_ANNOTATORS else ():
        if scope.name == OVERALL:
            for layer in codebook.layers:
                yield Gamma(scope, span_columns(table, layer), plan, Sampling())


def without_gamma(table: CodingTable, codebook: Codebook) -> Iterator[Skipped]:
    """Yield why there is no gamma, if there is none."""
    most = _most_annotators(table)
    if most > MOST_ANNOTATORS:
        for layer in codebook.layers:
            reason = f"not computed for more than {MOST_ANNOTATORS} annotators of an article, here {most}"
            yield Skipped(f"gamma of {layer.code}", reason)


def _most_annotators(table: CodingTable) -> int:
    return max(Counter(coding.article for coding in table.submitted).values(), default=0)
