"""Every check of the shared reference values for coefficients that correct for chance, by name."""

import pytest

from annotations.agreement import Plan, measure
from annotations.agreement.kappas import (
    FULL_AGREEMENT,
    HOLSTI,
    VON_EYE,
    Weighting,
    brennan_prediger,
    cohen_kappa,
    conger_kappa,
    fleiss_kappa,
    fleiss_null_test,
    gwet_ac,
    gwet_alpha,
    percent_agreement,
    scott_pi,
)
from annotations.agreement.kappas.per_category import per_category
from annotations.reliability import table_data
from tests.annotations.agreement.reference import checks, data_of, expected_rows, read_units
from tests.annotations.agreement.tables import needs_shared

pytestmark = needs_shared

GWET = {
    "fleiss_kappa": fleiss_kappa,
    "conger_kappa": conger_kappa,
    "brennan_prediger": brennan_prediger,
    "gwet_ac1": gwet_ac,
    "gwet_ac2": gwet_ac,
    "percent_agreement_unit_mean": percent_agreement,
    "krippendorff_alpha_gwet_weights": gwet_alpha,
}
ANALYTIC = Plan("analytic")
VALUE = Plan("none")


@pytest.mark.parametrize(("case", "check"), checks(*GWET))
def test_gwets_framework_with_its_parts_and_standard_error(case, check):
    coefficient = GWET[check["coefficient"]](Weighting(check["weights"]))
    found = measure(data_of(case, "interval"), (coefficient,), ANALYTIC)[0]
    assert found.value == pytest.approx(check["expected"], abs=check["tolerance"])
    assert found.standard_error == pytest.approx(check["se"], abs=check["tolerance"])
    assert found.interval.clusters == check["df"] + 1
    if "pe" in check:
        parts = [found.observed, found.expected]
        assert parts == pytest.approx([check["pa"], check["pe"]], abs=check["tolerance"])


@pytest.mark.parametrize(("case", "check"), checks("cohen_kappa"))
def test_cohens_kappa_with_the_standard_error_of_fleiss_cohen_and_everitt(case, check):
    name, _, on = check["weights"].partition(" ")
    coefficient = cohen_kappa(Weighting(name, "ranks" if "rank" in on else "scores"))
    found = measure(data_of(case, "interval"), (coefficient,), ANALYTIC)[0]
    assert found.value == pytest.approx(check["expected"], abs=check["tolerance"])
    if "se" in check:
        assert found.standard_error == pytest.approx(check["se"], abs=check["tolerance"])
        assert found.units == check["n"]


@pytest.mark.parametrize(("case", "check"), checks("cohen_kappa_pair"))
def test_cohens_kappa_of_a_pair_of_annotators(case, check):
    data = data_of(case)
    pair = data.of_annotators(*(data.annotators[place] for place in check["pair"]))
    found = measure(pair, (cohen_kappa(),), VALUE)[0]
    assert found.value == pytest.approx(check["expected"], abs=check["tolerance"])
    assert found.units == check["n"]


@pytest.mark.parametrize(("case", "check"), checks("scott_pi"))
def test_scotts_pi(case, check):
    found = measure(data_of(case), (scott_pi(),), VALUE)[0]
    assert found.value == pytest.approx(check["expected"], abs=check["tolerance"])


LABEL = {"fleiss_kappa_label": fleiss_kappa, "gwet_ac1_label": gwet_ac}


@pytest.mark.parametrize(("case", "check"), checks(*LABEL))
def test_one_category_against_the_rest(case, check):
    coefficient = LABEL[check["coefficient"]]()
    found = {one.category: one for one in per_category(data_of(case), coefficients=(coefficient,))}
    value = found[check["label"]].against_the_rest[0].value
    assert value == pytest.approx(check["expected"], abs=check["tolerance"])


@pytest.mark.parametrize(("case", "check"), checks("fleiss_kappa_null_se_1979"))
def test_the_standard_error_under_chance_of_fleiss_nee_and_landis(case, check):
    assert fleiss_null_test(data_of(case)).standard_error == pytest.approx(
        check["expected"], abs=check["tolerance"]
    )


EDGE = {
    "pa": percent_agreement(),
    "fleiss": fleiss_kappa(),
    "bp": brennan_prediger(),
    "ac": gwet_ac(),
    "conger": conger_kappa(),
}


@pytest.mark.parametrize(("case", "check"), checks(*EDGE, kind="edge"))
def test_degenerate_input(case, check):
    found = measure(data_of(case), (EDGE[check["coefficient"]],), ANALYTIC)[0]
    assert found.value == pytest.approx(check["expected"], abs=check["tolerance"])
    assert bool(found.reason) == (check["expected"] is None)


@pytest.mark.parametrize(("case", "check"), checks(*(f"{name} SE" for name in EDGE), kind="edge"))
def test_the_standard_error_of_degenerate_input(case, check):
    found = measure(data_of(case), (EDGE[check["coefficient"].removesuffix(" SE")],), ANALYTIC)[0]
    assert found.standard_error == pytest.approx(check["expected"], abs=check["tolerance"])


FILES = {
    "percent_agreement (SE": percent_agreement(),
    "percent_agreement": percent_agreement(),
    "percent_agreement (all agree)": FULL_AGREEMENT,
    "holsti": HOLSTI,
    "holsti (mean pairwise)": HOLSTI,
    "cohen_kappa": cohen_kappa(),
    "fleiss_kappa": fleiss_kappa(),
    "fleiss_kappa (SE": fleiss_kappa(),
    "fleiss_kappa_gwet_missing (SE": fleiss_kappa(),
    "conger_kappa (SE": conger_kappa(),
    "gwet_ac1 (SE": gwet_ac(),
    "brennan_prediger (SE": brennan_prediger(),
    "brennan_prediger (4 categories)": brennan_prediger(),
    "brennan_prediger (von Eye, all agree, 4 categories)": VON_EYE,
    "krippendorff_alpha (SE": gwet_alpha(),
}


# The other rows of the file are alpha without weights, and unitizing.
NAMES = ("percent", "holsti", "cohen", "fleiss", "conger", "gwet", "brennan", "krippendorff_alpha (")


@pytest.mark.parametrize("row", expected_rows(*NAMES))
def test_the_reliability_reference(row):
    name, _, error = row["coefficient"].partition(" (SE ")
    coefficient = FILES[f"{name} (SE" if error else name]
    values = read_units(row["file"])
    categories = [1, 2, 3, 4] if row["file"].startswith("mini") else None
    found = measure(table_data(values, level="nominal", categories=categories), (coefficient,), ANALYTIC)[0]
    assert found.value == pytest.approx(float(row["expected"]), abs=float(row["tolerance"]))
    if error:
        # The package once printed another linearisation for alpha; release 1.4 has the exact one.
        exact = coefficient.name != "Krippendorff's alpha"
        tolerance = float(row["tolerance"]) if exact else 2e-3
        number = error.rstrip(")").partition(",")[0]
        assert found.standard_error == pytest.approx(float(number), abs=tolerance)


def test_nothing_in_the_reference_set_was_forgotten():
    assert len(checks(*GWET)) == 570
    assert len(checks("cohen_kappa")) == 28
    assert len(checks("cohen_kappa_pair")) == 189
    assert len(checks("scott_pi")) == 10
    assert len(checks(*LABEL)) == 274
    assert len(checks("fleiss_kappa_null_se_1979")) == 17
    assert len(checks(*EDGE, *(f"{name} SE" for name in EDGE), kind="edge")) == 50
    assert len(expected_rows(*NAMES)) == 19
