"""Gamma in a report: of every layer over the whole study, since random continua take their time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from annotations.agreement.gamma import GAMMA_K, Sampling, layer_gamma
from annotations.agreement.intervals import Plan
from annotations.agreement.report.reported import OVERALL, Row
from annotations.agreement.report.scopes import Scope
from annotations.agreement.report.tasks import Task, row_of
from annotations.codebook import Codebook
from annotations.reliability.codings import CodingTable
from annotations.reliability.columns import SpanColumns, span_columns

GAMMA = "gamma"
QUESTION = "spans aligned"


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
    """Yield a task for every layer."""
    for scope in scopes:
        if scope.name == OVERALL:
            for layer in codebook.layers:
                yield Gamma(scope, span_columns(table, layer), plan, Sampling())
