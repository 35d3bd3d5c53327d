"""The work of a report, cut into tasks that can be done one by one, in a pool of processes, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from annotations.agreement.coefficients import FAMILY
from annotations.agreement.intervals import Plan
from annotations.agreement.measure import measure
from annotations.agreement.report.reported import PAIR, Row
from annotations.agreement.report.scopes import Scope
from annotations.agreement.result import Agreement
from annotations.reliability.data import ReliabilityData

FEW_IN_COMMON = 10
TOO_FEW = "too few units"


class Task(Protocol):
    """Something that gives rows. It can be sent to another process."""

    @property
    def what(self) -> str:
        """What is worked on, for whoever waits."""

    def rows(self) -> tuple[Row, ...]:
        """Do the work."""


@dataclass(frozen=True, eq=False)
class Measuring:
    """The coefficients of one variable in some scopes; ``titles`` names them in the family."""

    scopes: tuple[Scope, ...]
    question: str
    whole: ReliabilityData
    titles: tuple[str, ...]
    plan: Plan

    @property
    def what(self) -> str:
        """The variable."""
        return f"{self.whole.variable} {self.whole.label}".strip()

    def rows(self) -> tuple[Row, ...]:
        """Return a row for every scope and coefficient."""
        return tuple(row for scope in self.scopes for row in self._of(scope))

    def _of(self, scope: Scope) -> Iterator[Row]:
        data = scope.data(self.whole)
        for found in measure(data, tuple(FAMILY[title] for title in self.titles), plan=self.plan):
            told = replace(found, dropped=(*data.dropped, *found.dropped))
            yield row_of(scope, self.question, (data.variable, data.label), told)


def row_of(scope: Scope, question: str, named: tuple[str, str], found: Agreement) -> Row:
    """Return the row of a coefficient; ``named`` holds its variable and label.

    A pair of annotators with few articles in common says so, and so does a scope that pools codebook
    versions.
    """
    notes = [found.note]
    if scope.name == PAIR and found.clusters < FEW_IN_COMMON:
        notes.append(f"{TOO_FEW}: {found.clusters} in common")
    if len(scope.versions) > 1:
        notes.append(f"pools the codebook versions {', '.join(scope.versions)}")
    told = replace(found, note="; ".join(filter(None, notes)))
    return Row(scope.name, scope.group, *named, question, told)


def rows_of(task: Task) -> tuple[Row, ...]:
    """Do the work of a task, as a function that can be mapped over many."""
    return task.rows()
