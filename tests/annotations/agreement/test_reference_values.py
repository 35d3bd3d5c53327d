"""Every check of the shared reference sets that this engine can answer, by name."""

import csv
import json
from typing import Any

import pytest

from annotations.agreement import (
    ALPHA,
    PERCENT_AGREEMENT,
    POOLED_AGREEMENT,
    Agreement,
    Plan,
    measure,
)
from annotations.agreement.alpha import JACCARD_ALPHA, MASI_ALPHA
from annotations.reliability import ReliabilityData, table_data
from tests.annotations.agreement.tables import SHARED, alpha, bootstrap, measured, needs_shared

pytestmark = needs_shared

PERCENT = {
    "percent_agreement_unit_mean": PERCENT_AGREEMENT,
    "percent_agreement_pair_pooled": POOLED_AGREEMENT,
}
EDGE = {"alpha nominal": ALPHA["nominal"], "pa": PERCENT_AGREEMENT}


def cases() -> list[dict[str, Any]]:
    path = SHARED / "reference" / "agreement_reference.json"
    return json.loads(path.read_text())["cases"] if path.is_file() else []


def checks(*names: str, case_kind: str | None = None) -> list[Any]:
    return [
        pytest.param(case, check, id=f"{case['id']}-{number}")
        for case in cases()
        for number, check in enumerate(case["checks"])
        if check["coefficient"] in names
        and case.get("kind") == case_kind
        # With other weights it is another coefficient.
        and check.get("weights", "identity") == "identity"
    ]


def data_of(case: dict[str, Any], level: str = "nominal") -> ReliabilityData:
    return table_data(case["data"], level=level, categories=case.get("values"))


def alpha_of(case: dict[str, Any], level: str, plan: Plan | None = None) -> Agreement:
    return measure(data_of(case, level), (ALPHA[level],), plan)[0]


@pytest.mark.parametrize(("case", "check"), checks("krippendorff_alpha"))
def test_alpha(case, check):
    found = alpha_of(case, check["level"])
    assert found.value == pytest.approx(check["expected"], abs=check["tolerance"])
    if found.value is not None:
        assert found.value == pytest.approx(1 - found.observed / found.expected, abs=1e-12)


@pytest.mark.parametrize(("case", "check"), checks("krippendorff_alpha", case_kind="sets"))
def test_alpha_of_sets(case, check):
    rows = [[None if one is None else tuple(sorted(one)) for one in row] for row in case["data"]]
    coefficient = {"set:masi": MASI_ALPHA, "set:jaccard": JACCARD_ALPHA}[check["level"]]
    found = measured(rows, coefficient)
    assert found.value == pytest.approx(check["expected"], abs=check["tolerance"])


@pytest.mark.parametrize(("case", "check"), checks("krippendorff_alpha_jackknife_se"))
def test_the_jackknife_standard_error_of_alpha(case, check):
    found = alpha_of(case, check["level"], Plan())
    assert found.standard_error == pytest.approx(check["expected"], abs=check["tolerance"])


@pytest.mark.parametrize(("case", "check"), checks(*PERCENT))
def test_percent_agreement(case, check):
    found = measure(data_of(case), (PERCENT[check["coefficient"]],))[0]
    assert found.value == pytest.approx(check["expected"], abs=check["tolerance"])


@pytest.mark.parametrize(("case", "check"), checks("krippendorff_alpha_label"))
def test_alpha_of_one_category_against_the_rest(case, check):
    found = measure(data_of(case).one_against_rest(check["label"]))[1]
    assert found.value == pytest.approx(check["expected"], abs=check["tolerance"])


@pytest.mark.parametrize(("case", "check"), checks("krippendorff_alpha_pair"))
def test_alpha_of_a_pair_of_annotators(case, check):
    data = data_of(case)
    found = measure(data.of_annotators(*(data.annotators[place] for place in check["pair"])))[1]
    assert found.value == pytest.approx(check["expected"], abs=check["tolerance"])


@pytest.mark.parametrize(("case", "check"), checks(*EDGE, case_kind="edge"))
def test_degenerate_input(case, check):
    found = measured(case["data"], EDGE[check["coefficient"]])
    assert found.value == pytest.approx(check["expected"], abs=check["tolerance"])
    assert bool(found.reason) == (check["expected"] is None)


@pytest.mark.parametrize(
    "case", [case for case in cases() if case.get("kind") == "bootstrap"], ids=lambda c: c["id"]
)
def test_the_bootstrap_meets_200_000_replicates_drawn_elsewhere(case):
    rows = next(one for one in cases() if one["id"] == case["case"])["data"]
    found = measured(rows, ALPHA[case["level"]], plan=bootstrap(seed=20, replicates=5000))
    expected = {check["coefficient"]: check for check in case["checks"]}
    exact = expected["krippendorff_alpha_jackknife_se"]
    jackknife = measured(rows, ALPHA[case["level"]], plan=Plan()).standard_error
    assert jackknife == pytest.approx(exact["expected"], abs=exact["tolerance"])
    error = expected["krippendorff_alpha_unit_bootstrap_se"]
    limits = expected["krippendorff_alpha_unit_bootstrap_percentile95"]
    assert found.standard_error == pytest.approx(error["expected"], abs=error["tolerance"])
    assert [found.low, found.high] == pytest.approx(limits["expected"], abs=limits["tolerance"])


def test_nothing_in_the_reference_set_was_forgotten():
    assert len(checks("krippendorff_alpha")) == 104
    assert len(checks("krippendorff_alpha", case_kind="sets")) == 6
    assert len(checks("krippendorff_alpha_jackknife_se")) == 96
    assert len(checks("krippendorff_alpha_label")) == 137
    assert len(checks("krippendorff_alpha_pair")) == 189


FOLDER = SHARED / "datasets" / "reliability_reference"


def expected_rows() -> list[Any]:
    path = FOLDER / "expected.csv"
    if not path.is_file():
        return []
    with path.open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["file"].endswith(".csv")]
    named = ("krippendorff_alpha", "percent_agreement (SE", "percent_agreement")
    chosen = [
        row
        for row in rows
        if row["coefficient"].split(" (")[0] in named and "all agree" not in row["coefficient"]
    ]
    return [pytest.param(row, id=f"{row['file']}-{row['coefficient']}-{row['level']}") for row in chosen]


@pytest.mark.parametrize("row", expected_rows())
def test_the_reliability_reference(row):
    coefficient = ALPHA[row["level"]] if row["coefficient"].startswith("krippendorff") else PERCENT_AGREEMENT
    found = measured(read_units(row["file"]), coefficient)
    assert found.value == pytest.approx(float(row["expected"]), abs=float(row["tolerance"]))


def read_units(name: str) -> list[list[int | None]]:
    with (FOLDER / name).open(newline="") as file:
        rows = [[int(cell) if cell else None for cell in row[1:]] for row in list(csv.reader(file))[1:]]
    if "distribution" not in name:
        return rows
    return [[place for place, count in enumerate(row) for _ in range(count or 0)] for row in rows]


def narrative_questions() -> list[Any]:
    path = SHARED / "datasets" / "narrative_frames" / "expected_agreement.csv"
    if not path.is_file():
        return []
    with path.open(newline="") as file:
        return [pytest.param(row, id=row["question"]) for row in csv.DictReader(file)]


@pytest.fixture(scope="module")
def narrative_frames() -> dict[str, Any]:
    return json.loads((SHARED / "datasets" / "narrative_frames" / "full_annotations.json").read_text())


@pytest.mark.parametrize("row", narrative_questions())
def test_the_narrative_frames(row, narrative_frames):
    answers = [article[row["question"]][1] for article in narrative_frames.values()]
    rows = [[value if value in ("yes", "no") else None for value in article] for article in answers]
    data = table_data(rows, level="nominal")
    pooled, found = measure(data, (POOLED_AGREEMENT, ALPHA["nominal"]))
    assert found.units == int(row["units_with_2plus_values"])
    assert pooled.value == pytest.approx(float(row["mean_pairwise_agreement"]), abs=5e-5)
    assert found.value == pytest.approx(float(row["krippendorff_alpha_nominal"]), abs=5e-5)
    # The published counts include values that stand alone in their unit; ours name them as dropped.
    assert int((data.values >= 0).sum()) == int(row["values"])
    if found.values == int(row["values"]):
        assert dict(found.prevalence)["yes"] == pytest.approx(float(row["prevalence_yes"]), abs=5e-5)


def test_re1_agrees_in_997_of_1000_pairs_and_has_an_alpha_of_zero(narrative_frames):
    rows = [
        [None if value == -1 else value for value in article["re1"][1]]
        for article in narrative_frames.values()
    ]
    data = table_data(rows, level="nominal")
    pooled, found = measure(data, (POOLED_AGREEMENT, ALPHA["nominal"]), plan=bootstrap(seed=1))
    assert pooled.value == pytest.approx(0.997, abs=5e-4)
    assert found.value == pytest.approx(0.0, abs=5e-4)
    assert found.low is None
    assert "too rare" in found.interval.reason
    assert alpha(rows) == found.value
