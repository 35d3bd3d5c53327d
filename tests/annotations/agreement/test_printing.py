"""Agreement in print: what a table, a LaTeX table and a paragraph say, character by character."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from annotations.agreement.printing.figures import coefficient, decimal, percentage
from annotations.agreement.printing.latex import escaped, latex_table
from annotations.agreement.printing.paragraph import Facts, paragraph
from annotations.agreement.printing.plain import plain_tables
from annotations.agreement.report import Row
from annotations.reliability import Dropped
from tests.annotations.agreement.findings import finding, interval

PERCENT = finding("percent agreement", 0.913, variant="mean over units", interval=None, standard_error=None)
ALPHA = finding("Krippendorff's alpha", 0.6424, dropped=(Dropped("values not answered", 4),))
UNDEFINED = finding("Krippendorff's alpha", None, interval=None, standard_error=None)
SHORT = interval(-0.1, 0.9, "only 6 articles: the interval is likely to be too narrow")
ROWS = [
    Row("overall", (), "tone", "", "answer", PERCENT),
    Row("overall", (), "tone", "", "answer", ALPHA),
    Row("outlet", ("Day & Night",), "tone", "", "answer", UNDEFINED),
    Row("outlet", ("Day & Night",), "framing", "A_1", "characters", finding("alpha", -0.2, interval=SHORT)),
]


def test_numbers_are_never_minus_zero_nor_rounded_to_a_lie():
    assert [decimal(-0.0001), decimal(0.0005), decimal(1)] == ["0.000", "0.001", "1.000"]
    assert (coefficient(None), percentage(0.9126)) == ("undefined", "91.3 %")


def golden(name: str) -> str:
    return (Path(__file__).parent / "golden" / name).read_text(encoding="utf-8")


def test_a_plain_table_names_each_thing_once_and_keeps_its_columns():
    assert "\n".join([*plain_tables(ROWS), ""]) == golden("table.txt")


def test_a_latex_table_has_its_rules_its_notes_and_nothing_that_is_not_escaped():
    assert latex_table(ROWS, caption="Agreement (100 %)", label="tab:agreement") == golden("table.tex")


@given(st.text(alphabet=st.sampled_from("\\{}$&#%_~^<>\n aä"), max_size=20))
def test_no_text_can_become_a_latex_command(text):
    plain = escaped(text)
    for known in (
        r"\textbackslash{}",
        r"\textasciitilde{}",
        r"\textasciicircum{}",
        r"\textless{}",
        r"\textgreater{}",
    ):
        plain = plain.replace(known, "")
    for known in (r"\{", r"\}", r"\$", r"\&", r"\#", r"\%", r"\_"):
        plain = plain.replace(known, "")
    assert not set(plain) & set("\\{}$&#%_~^<>\n")


FACTS = Facts(
    name="the tone of the article",
    drawn="at random from the articles of May",
    blind=True,
    resolved="by discussion",
    codebook_version="v3",
    software_version="0.2.0",
    date="2025-06-01",
)


def test_the_paragraph_says_what_journals_ask_for():
    said = paragraph("tone", [PERCENT, ALPHA], FACTS, unit="article")
    assert said == " ".join(golden("paragraph.txt").split())


def test_what_nobody_told_is_not_in_the_paragraph():
    said = paragraph("tone", [UNDEFINED], Facts(), unit="article")
    assert "is undefined: no variation: every value is no." in said
    for word in ("drawn", "resolved", "codebook", "computed", "saw", "None"):
        assert word not in said


def test_the_paragraph_names_the_seed_of_what_was_drawn_and_the_probability_of_missing_a_minimum():
    drawn = finding("alpha", 0.64, interval=interval(0.4, 0.8))
    drawn = finding(
        "alpha",
        0.64,
        interval=type(drawn.interval)(
            0.4,
            0.8,
            "",
            "percentile bootstrap over articles",
            0.95,
            1000,
            0,
            7,
            40,
            "article",
            "",
            900,
            0.667,
            0.61,
        ),
    )
    said = paragraph("tone", [drawn], Facts())
    assert (
        "percentile bootstrap over articles, 1,000 replicates, seed 7, corrected for a population of 900"
        in said
    )
    assert "probability of a value below 0.667: 0.610" in said
