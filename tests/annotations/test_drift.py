"""Agreement with oneself: two occasions take the place of two annotators, and versions are never pooled."""

import pytest

from annotations.agreement import measure
from annotations.annotation import Annotation
from annotations.drift import ANNOTATOR, APART, OVERALL, WEEK, Twice, drift
from annotations.reliability import Coding, table_data
from tests.annotations.small_study import CODEBOOK

# What one person answered to a question on two occasions, article by article.
FIRST = [1, 1, 2, 2, -1, 0, 1, 2]
SECOND = [1, 1, 2, 1, -1, 0, 1, 2]


def coding(
    article: int, slant: int, *, annotator: str = "A1", version: str = "v1", week: str = "2026-W10"
) -> Coding:
    said = Annotation((), {"slant": slant}, found_none=True, state="submitted")
    return Coding(f"a{article}", annotator, said, 100, ((0, 100),), week=week, codebook_version=version)


def pairs(
    annotator: str = "A1", *, days: int = 20, second: str = "v1", week: str = "2026-W10"
) -> list[Twice]:
    return [
        Twice(
            coding(number, one, annotator=annotator),
            coding(number, other, annotator=annotator, version=second, week=week),
            days,
        )
        for number, (one, other) in enumerate(zip(FIRST, SECOND, strict=True))
    ]


def of(rows, scope, group=(), question="answer") -> list:
    return [row for row in rows if (row.scope, row.group, row.question) == (scope, group, question)]


def test_agreement_with_oneself_is_alpha_of_the_two_occasions():
    rows = of(drift(pairs(), CODEBOOK), OVERALL)
    slant = [row.agreement for row in rows if row.variable == "slant"]
    expected = measure(table_data(list(zip(FIRST, SECOND, strict=True)), level=slant[1].level))
    assert [one.value for one in slant] == pytest.approx([one.value for one in expected])
    assert slant[1].units == 8
    assert slant[1].low is not None


def test_people_weeks_and_lapses_are_parts_of_the_whole():
    rows = drift([*pairs(), *pairs("A2", days=70, week="2026-W18")], CODEBOOK)
    assert [row.agreement.units for row in of(rows, OVERALL) if row.variable == "slant"] == [16, 16]
    for scope, group in ((ANNOTATOR, ("A2",)), (WEEK, ("2026-W18",)), (APART, ("8 and more",))):
        assert [row.agreement.units for row in of(rows, scope, group) if row.variable == "slant"] == [8, 8]
    whole = next(row.agreement for row in of(rows, OVERALL) if row.variable == "slant")
    assert whole.clusters == 8  # two people's codings of one article are not independent


def test_other_codebook_versions_are_rows_of_their_own():
    rows = drift([*pairs(), *pairs("A2", second="v2")], CODEBOOK)
    assert {row.versions for row in rows} == {("v1", "v1"), ("v1", "v2")}
    assert {row.agreement.units for row in rows if row.question == "answer" and row.variable == "slant"} == {
        8
    }


def test_undefined_is_an_answer_with_a_reason():
    same = [Twice(coding(number, 1), coding(number, 1), 20) for number in range(4)]
    found = [row.agreement for row in of(drift(same, CODEBOOK), OVERALL) if row.variable == "slant"]
    assert found[0].value == 1
    assert found[1].value is None
    assert "no variation" in found[1].reason


def test_nothing_coded_twice_is_no_row():
    assert drift([], CODEBOOK) == ()
