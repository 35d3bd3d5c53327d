"""The shared reference values: cases with data, and checks by the name of their coefficient."""

import csv
import json
from typing import Any

import pytest

from annotations.reliability import ReliabilityData, table_data
from tests.annotations.agreement.tables import SHARED

FOLDER = SHARED / "datasets" / "reliability_reference"


def cases() -> list[dict[str, Any]]:
    path = SHARED / "reference" / "agreement_reference.json"
    return json.loads(path.read_text())["cases"] if path.is_file() else []


def checks(*names: str, kind: str | None = None) -> list[Any]:
    """Return a parameter (case, check) for every check of these coefficients in the cases of a kind."""
    return [
        pytest.param(case, check, id=f"{case['id']}-{number}-{check['coefficient']}")
        for case in cases()
        for number, check in enumerate(case["checks"])
        if check["coefficient"] in names and case.get("kind") == kind
    ]


def data_of(case: dict[str, Any], level: str = "nominal") -> ReliabilityData:
    return table_data(case["data"], level=level, categories=case.get("values"))


def expected_rows(*names: str) -> list[Any]:
    """Return the rows of expected.csv whose coefficient starts with one of the names."""
    path = FOLDER / "expected.csv"
    if not path.is_file():
        return []
    with path.open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["coefficient"].startswith(names)]
    return [pytest.param(row, id=f"{row['file']}-{row['coefficient']}-{row['level']}") for row in rows]


def read_units(name: str) -> list[list[int | None]]:
    """Return the values of a reference file, one row per unit; counts per category become values."""
    with (FOLDER / name).open(newline="") as file:
        rows = [[int(cell) if cell else None for cell in row[1:]] for row in list(csv.reader(file))[1:]]
    if "distribution" not in name:
        return rows
    return [[place for place, count in enumerate(row) for _ in range(count or 0)] for row in rows]
