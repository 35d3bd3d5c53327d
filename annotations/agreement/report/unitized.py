"""Units and gaps in a report: the unitizing coefficients of every layer in every scope."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from annotations.agreement.intervals import Plan
from annotations.agreement.report.reported import Row
from annotations.agreement.report.scopes import Scope
from annotations.agreement.report.tasks import Task, row_of
from annotations.agreement.spans.selection import Selection
from annotations.agreement.unitizing.layers import LayerUnitizing
from annotations.codebook import Codebook
from annotations.reliability.codings import CodingTable
from annotations.reliability.columns import span_columns

UNITIZING, SUPERSEDED = "unitizing", "superseded"
QUESTION = "units and gaps"


@dataclass(frozen=True, eq=False)
class Unitizing:
    """The unitizing coefficients of one layer in some scopes; ``superseded`` are those of 1995 to 2013."""

    scopes: tuple[Scope, ...]
    layer: LayerUnitizing
    plan: Plan
    superseded: bool = False

    @property
    def what(self) -> str:
        """The layer."""
        return self.layer.columns.layer.code

    def rows(self) -> tuple[Row, ...]:
        """Return a row for every scope and coefficient."""
        return tuple(row for scope in self.scopes for row in self._of(scope))

    def _of(self, scope: Scope) -> Iterator[Row]:
        chosen = Selection.of(self.layer.columns, scope.articles, scope.annotators)
        found = self.layer.superseded(chosen) if self.superseded else self.layer.agreements(chosen, self.plan)
        for label, one in found:
            yield row_of(scope, QUESTION, (self.what, label), one)


def unitizing_tasks(
    table: CodingTable, codebook: Codebook, scopes: tuple[Scope, ...], plan: Plan, parts: Collection[str]
) -> Iterator[Task]:
    """Yield the tasks of the wanted parts for every layer."""
    for layer in codebook.layers if {UNITIZING, SUPERSEDED} & set(parts) else ():
        continua = LayerUnitizing.of(span_columns(table, layer))
        for part in (UNITIZING, SUPERSEDED):
            if part in parts:
                yield Unitizing(scopes, continua, plan, superseded=part == SUPERSEDED)
