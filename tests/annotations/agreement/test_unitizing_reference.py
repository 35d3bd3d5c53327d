"""Every check of the shared reference sets that is about unitizing, by name."""

import csv
import json
from typing import Any

import pytest

from annotations.agreement.unitizing import (
    ANY_OTHER,
    EACH_OTHER,
    Continuum,
    continua,
    superseded_unitizing,
    unitizing,
)
from tests.annotations.agreement.tables import SHARED, needs_shared
from tests.annotations.agreement.unitized import NONE, by_title, corpus

pytestmark = needs_shared

FOLDER = SHARED / "datasets" / "reliability_reference"
TITLES = {
    "u_alpha": "u-alpha (units and gaps)",
    "bar_u_alpha": "|u-alpha (marked or not)",
    "cu_alpha": "cu-alpha (labels where two marked)",
    "k_u_alpha": "(k)u-alpha ({label})",
    "cu_coverage": "coverage (of cu-alpha)",
    "alpha_U_1995_2004": "alpha_U 1995/2004 ({label})",
    "alpha_U_1995_2004_overall": "alpha_U 1995/2004 (all labels)",
}


def cases() -> list[dict[str, Any]]:
    path = SHARED / "reference" / "agreement_reference.json"
    found = json.loads(path.read_text())["cases"] if path.is_file() else []
    return [case for case in found if case["id"].startswith("unitizing")]


def checks(*, key: str = "expected") -> list[Any]:
    return [
        pytest.param(case, check, id=f"{case['id']}-{check['coefficient']}-{check.get('label', 'all')}")
        for case in cases()
        for check in case["checks"]
        if key in check
    ]


def found(case: dict[str, Any], check: dict[str, Any], reading: str = EACH_OTHER) -> Any:
    study = corpus([(case["length"], case["observers"])])
    results = by_title([*unitizing(study, NONE, reading=reading), *superseded_unitizing(study)])
    title = TITLES[check["coefficient"]].format(label=check.get("label"))
    return results, results[title]


@pytest.mark.parametrize(("case", "check"), checks())
def test_the_unitizing_reference(case, check):
    _, one = found(case, check)
    assert one.value == pytest.approx(check["expected"], abs=check["tolerance"])
    assert bool(one.reason) == (check["expected"] is None)


@pytest.mark.parametrize(("case", "check"), checks(key="alternative_reading"))
def test_the_other_reading_of_the_formula(case, check):
    _, one = found(case, check, ANY_OTHER)
    assert one.value == pytest.approx(check["alternative_reading"], abs=check["tolerance"])


@pytest.mark.parametrize(("case", "check"), checks(key="coverage"))
def test_the_coverage_of_a_label(case, check):
    results, one = found(case, check)
    covered = results[f"coverage (of (k)u-alpha, {check['label']})"]
    assert covered.value == pytest.approx(check["coverage"], abs=check["tolerance"])
    assert f"coverage {check['coverage']:.3f}" in one.note or one.value is None


@pytest.mark.parametrize(("case", "check"), checks(key="D_o"))
def test_the_two_disagreements_of_the_superseded_coefficient(case, check):
    _, one = found(case, check)
    assert (one.observed, one.expected) == pytest.approx((check["D_o"], check["D_e"]), abs=check["tolerance"])


def test_no_unitizing_check_was_forgotten():
    names = [check["coefficient"] for case in cases() for check in case["checks"]]
    assert {name: names.count(name) for name in names} == {
        "u_alpha": 5,
        "bar_u_alpha": 5,
        "cu_alpha": 5,
        "k_u_alpha": 11,
        "cu_coverage": 5,
        "alpha_U_1995_2004": 13,
        "alpha_U_1995_2004_overall": 1,
    }
    assert len(checks()) == 45
    assert len(checks(key="alternative_reading")) == 13


def published() -> list[Any]:
    path = FOLDER / "expected.csv"
    if not path.is_file():
        return []
    with path.open(newline="") as file:
        return [
            pytest.param(row, id=row["coefficient"])
            for row in csv.DictReader(file)
            if row["level"] == "unitizing"
        ]


@pytest.mark.parametrize("row", published())
def test_the_published_example_of_a_continuum_from_150_to_450(row):
    with (FOLDER / "krippendorff_unitizing.csv").open(newline="") as file:
        marks = list(csv.DictReader(file))
    units: dict[str, list[tuple[int, int, str]]] = {}
    for mark in marks:
        place = int(mark["start"]) - 150, int(mark["end"]) - 150, mark["category"]
        units.setdefault(mark["observer"], []).append(place)
    results = by_title(superseded_unitizing(continua([Continuum(300, units)])))
    label = row["coefficient"].split()[2] if "category" in row["coefficient"] else "all labels"
    found = results[f"alpha_U 1995/2004 ({label})"]
    assert found.value == pytest.approx(float(row["expected"]), abs=float(row["tolerance"]))


def test_the_published_example_has_three_values():
    assert len(published()) == 3
