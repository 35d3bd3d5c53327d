"""Values that were printed in the literature, with the data they were computed from."""

import pytest

from annotations.agreement import POOLED_AGREEMENT
from tests.annotations.agreement.tables import alpha, as_numbers, measured, percent, table, turned

# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, example A: two observers, binary.
EXAMPLE_A = turned("0 1 0 0 0 0 0 0 1 0\n1 1 1 0 0 1 0 0 0 0")

# The same note, example B: two observers, five categories.
EXAMPLE_B = turned("a a b b d c c c e d d a\nb a b b b c c c e d d d")

# The same note, examples C and D: four observers, gaps. Also Krippendorff (2018), ch. 12.
EXAMPLE_C = turned("""
1 2 3 3 2 1 4 1 2 . . .
1 2 3 3 2 2 4 1 2 5 . 3
. 3 3 3 2 3 4 2 2 5 1 .
1 2 3 3 2 4 4 1 2 5 1 .
""")

# Krippendorff (2018), Content Analysis, 4th ed., p. 306: three observers, binary.
PAGE_306 = table("""
0 0 0
1 1 1
0 0 1
1 1 0
1 0 0
0 0 1
0 0 0
0 0 0
1 1 1
1 1 0
1 0 0
1 1 0
""")

# Hayes & Krippendorff (2007), Communication Methods and Measures 1, table 1: tone of 40 news items.
NEWS_TONE = table("""
1 1 2 . 2
1 1 0 1 .
2 3 3 3 .
. 0 0 . 0
0 0 0 . 0
0 0 0 . 0
1 0 2 . 1
1 . 2 0 .
2 2 2 . 2
2 1 1 1 .
. 1 0 0 .
0 0 0 0 .
1 2 2 2 .
3 3 2 2 3
1 1 1 . 1
1 1 1 . 1
2 1 2 . 2
1 2 3 3 .
1 1 0 1 .
0 0 0 . 0
0 0 1 1 .
0 0 . 0 0
2 3 3 3 .
0 0 0 0 .
1 2 . 2 2
0 1 1 1 .
0 0 0 1 0
1 2 1 2 .
1 1 2 2 .
1 1 2 . 2
1 1 0 . 0
2 1 2 1 .
2 2 . 2 2
3 2 2 2 .
2 2 2 . 2
2 2 3 . 2
2 2 2 . 2
2 2 . 1 2
2 2 2 2 .
1 1 1 . 1
""")

# Gwet's R package irrCAC, data set distrib.6raters: 15 subjects, six raters, five diagnoses, as counts.
DIAGNOSES = """
0 0 0 6 0
0 3 0 0 3
0 1 4 0 1
0 0 0 0 6
0 3 0 3 0
2 0 4 0 0
0 0 4 0 2
2 0 3 1 0
2 0 0 4 0
0 0 0 0 6
1 0 0 5 0
1 1 0 4 0
0 3 3 0 0
1 0 0 5 0
0 2 0 3 1
"""


def test_example_a_of_krippendorff_2011_is_printed_as_095():
    assert alpha(EXAMPLE_A) == pytest.approx(0.095, abs=5e-4)


def test_example_b_of_krippendorff_2011_is_printed_as_692():
    assert alpha(EXAMPLE_B) == pytest.approx(0.692, abs=5e-4)


@pytest.mark.parametrize(
    ("level", "printed"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_examples_c_and_d_of_krippendorff_2011_at_every_level(level, printed):
    assert alpha(as_numbers(EXAMPLE_C), level) == pytest.approx(printed, abs=5e-4)


def test_gwet_prints_81818_percent_agreement_for_example_c():
    assert percent(EXAMPLE_C) == pytest.approx(0.8181818, abs=5e-8)


def test_page_306_of_krippendorff_2018_is_printed_as_234():
    assert alpha(PAGE_306) == pytest.approx(0.234, abs=5e-4)


@pytest.mark.parametrize(("level", "printed"), [("nominal", 0.4765), ("ordinal", 0.7598)])
def test_the_news_tone_of_hayes_and_krippendorff_2007(level, printed):
    assert alpha(as_numbers(NEWS_TONE), level) == pytest.approx(printed, abs=5e-5)


def test_six_raters_given_as_counts_as_gwet_distributes_them_with_irrcac():
    units = [
        [category for category, count in enumerate(line.split()) for _ in range(int(count))]
        for line in DIAGNOSES.strip().splitlines()
    ]
    assert alpha(units) == pytest.approx(0.4204384, abs=5e-8)


def test_pooled_and_mean_agreement_part_where_units_have_unequal_numbers_of_values():
    rows = table("a a a b\na a . .")
    assert percent(rows) == pytest.approx((3 / 6 + 1) / 2)
    assert measured(rows, POOLED_AGREEMENT).value == pytest.approx(4 / 7)
