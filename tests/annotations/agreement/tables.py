"""Small helpers that turn written tables into values."""

from collections.abc import Hashable, Sequence
from pathlib import Path

import pytest

from annotations.agreement import ALPHA, PERCENT_AGREEMENT, Agreement, Coefficient, Plan, measure
from annotations.reliability import table_data

SHARED = Path(__file__).resolve().parents[4] / "shared"
Rows = Sequence[Sequence[Hashable | None]]

needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the shared reference values are not beside the checkout"
)


def table(text: str) -> list[list[str | None]]:
    """Read a table of one-character values, one unit per line, a dot where a value is missing."""
    return [[None if mark == "." else mark for mark in line.split()] for line in text.strip().splitlines()]


def turned(text: str) -> list[list[str | None]]:
    """Read a table that is printed with one annotator per line."""
    return [list(unit) for unit in zip(*table(text), strict=True)]


def as_numbers(rows: Rows) -> list[list[int | None]]:
    return [[None if value is None else int(str(value)) for value in row] for row in rows]


def measured(
    rows: Rows, coefficient: Coefficient, *, level: str | None = None, plan: Plan | None = None
) -> Agreement:
    """Measure one coefficient; the level is the coefficient's own. Without a plan there is no interval."""
    level = level or (coefficient.levels[0] if len(coefficient.levels) == 1 else "nominal")
    return measure(table_data(rows, level=level), (coefficient,), plan)[0]


def bootstrap(seed: int, replicates: int = 1000) -> Plan:
    return Plan("percentile", seed=seed, replicates=replicates)


def alpha(rows: Rows, level: str = "nominal") -> float | None:
    return measured(rows, ALPHA[level]).value


def percent(rows: Rows) -> float | None:
    return measured(rows, PERCENT_AGREEMENT).value
