"""The sentence that stands where coefficients of the same answers part."""

from annotations.agreement.costs.indices import Bias, Indices, indices
from annotations.agreement.costs.paradox import remarks
from annotations.reliability import table_data
from tests.annotations.agreement.findings import finding

EVEN = Indices(0.1, "no", 0.55, 0.0, ())
SKEWED = Indices(0.96, "no", 0.98, 0.01, ())
PERCENT, ALPHA, AC1 = "percent agreement", "Krippendorff's alpha", "Gwet's AC1"


def test_high_percentage_and_low_alpha_are_explained_by_prevalence():
    (said,) = remarks([finding(PERCENT, 0.96), finding(ALPHA, 0.11), finding(AC1, 0.958)], SKEWED)
    assert "96.0 % of the pairs of values are equal, yet Krippendorff's alpha is 0.110" in said
    assert "98.0 % of all values are no" in said
    assert "chance alone makes 95.5 % of the pairs equal" in said
    assert "Gwet's AC1, which is 0.958," in said


def test_without_variation_the_undefined_alpha_is_explained():
    everything = Indices(1.0, "no", 1.0, 0.0, ())
    (said,) = remarks([finding(PERCENT, 1.0), finding(ALPHA, None)], everything)
    assert said.startswith("All values are no: percent agreement is 100.0 %")


def test_kappa_above_alpha_is_explained_by_the_habits_of_the_most_different_pair():
    uses = Indices(0.2, "yes", 0.6, 0.3, (Bias("Ann", "Ben", 40, 0.3, "yes", 0.75, 0.45),))
    (said,) = remarks([finding("Cohen's kappa", 0.45), finding(ALPHA, 0.38)], uses)
    assert "Cohen's kappa is 0.450 and Krippendorff's alpha 0.380" in said
    assert "Ann gives yes to 75.0 % of the units, Ben to 45.0 %" in said


def test_ordinal_alpha_above_the_percentage_is_explained_by_near_values():
    (said,) = remarks([finding(PERCENT, 0.4), finding(ALPHA, 0.81, level="ordinal")], EVEN)
    assert "Only 40.0 % of the pairs of values are equal, yet Krippendorff's alpha is 0.810" in said
    assert "ordinal" in said


def test_a_value_on_few_articles_says_how_far_each_of_them_moves_it():
    few = finding(ALPHA, 0.6, clusters=6)
    (said,) = remarks([few], EVEN, leave_one_out=(0.55, 0.8, 0.41))
    assert said.startswith("The value rests on 6 articles")
    assert "between 0.410 and 0.800" in said


def test_nothing_is_said_where_coefficients_tell_the_same():
    found = [finding(PERCENT, 0.9), finding(ALPHA, 0.8), finding(AC1, 0.82), finding("Cohen's kappa", 0.81)]
    assert remarks(found, EVEN, leave_one_out=(0.7, 0.9)) == ()


def test_no_sentence_passes_a_verdict():
    rows = [["no", "no"]] * 48 + [["no", "yes"]] * 2
    uses = indices(table_data(rows, level="nominal"))
    found = [finding(PERCENT, 0.96), finding(ALPHA, -0.01), finding(AC1, 0.96), finding("Cohen's kappa", 0.3)]
    words = " ".join(remarks(found, uses, leave_one_out=(0.1,))).lower()
    assert words
    assert not any(
        word in words for word in ("good", "poor", "acceptable", "substantial", "reliable", "moderate")
    )
