"""Credibility scores, recomputed by hand."""

import pytest

from annotations.categories import Category
from annotations.credibility import agreement, criteria, outlet_score, score, share
from annotations.references import gaps, host_of, matched, rank_correlation
from annotations.variables import Variable

YES_NO = (Category("yes", "Yes"), Category("no", "No"))


def _scale(code: str, weight: float | None, **more) -> Variable:
    given = {"minimum": 0, "maximum": 4, "not_applicable": True, "weight": weight, **more}
    return Variable(code, code, "outlet", "scale", "ordinal", **given)


def _yes_no(code: str, weight: float) -> Variable:
    return Variable(
        code, code, "outlet", "choice", "nominal", categories=YES_NO, weight=weight, not_applicable=True
    )


BOOK = (
    _scale("C1", 22),
    _scale("C2", 18),
    _scale("C3", 12.5),
    _scale("C4", 12.5),
    _scale("C5", 10, reversed=True),
    _yes_no("C6", 7.5),
    _yes_no("C7", 7.5),
    _scale("slant", None),
)
FULL = {"C1": 4, "C2": 3, "C3": 2, "C4": 0, "C5": 1, "C6": "yes", "C7": "no", "slant": 1}


def test_a_score_by_hand():
    found = score(BOOK, FULL)
    # 22*1 + 18*.75 + 12.5*.5 + 0 + 10*.75 (reversed) + 7.5 + 0 = 56.75 of 90
    assert found.value == pytest.approx(100 * 56.75 / 90)
    assert (found.rated, found.criteria) == (7, 7)
    assert [part.points for part in found.parts] == pytest.approx([22, 13.5, 6.25, 0, 7.5, 7.5, 0])


def test_not_applicable_is_neither_a_failure_nor_missing():
    found = score(BOOK, {**FULL, "C4": "not_applicable"})
    assert found.value == pytest.approx(100 * 56.75 / 77.5)
    assert found.parts[3].state == "not applicable"
    assert found.rated == 6
    missing = score(BOOK, {code: value for code, value in FULL.items() if code != "C4"})
    assert missing.value == found.value
    assert missing.parts[3].state == "missing"


def test_below_six_rated_criteria_there_is_no_score_but_the_parts():
    found = score(BOOK, {**FULL, "C4": "not_applicable", "C1": "not_applicable"})
    assert found.value is None
    assert "5 of 7 criteria rated" in found.reason
    assert len(found.parts) == 7
    nothing = score(BOOK, {})
    assert nothing.value is None
    assert {part.state for part in nothing.parts} == {"missing"}
    assert "weighs 2 criteria" in score(BOOK[:2], FULL).reason
    assert "weighs 0 criteria" in score((), {}).reason


def test_two_scales_count_alike():
    wide = _scale("C1", 22, minimum=-3, maximum=3)
    assert share(wide, 0) == 0.5
    ordered = Variable(
        "q",
        "q",
        "outlet",
        "choice",
        "ordinal",
        weight=1,
        categories=(Category("low", "Low"), Category("mid", "Mid"), Category("high", "High")),
    )
    assert [share(ordered, code) for code in ("low", "mid", "high")] == [0, 0.5, 1]
    assert [one.code for one in criteria(BOOK)] == ["C1", "C2", "C3", "C4", "C5", "C6", "C7"]


def test_several_raters_have_a_mean_and_a_spread():
    other = {**FULL, "C1": 2}  # 11 points fewer of 90
    found = outlet_score(BOOK, {"A": FULL, "B": other, "C": {"C1": 1}})
    high, low = 100 * 56.75 / 90, 100 * 45.75 / 90
    assert found.value == pytest.approx((high + low) / 2)
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))
    assert found.deviation == pytest.approx((high - low) / 2**0.5)
    assert found.scored == 2
    assert found.rated == (1, 7)


def test_one_rater_has_no_spread_and_nobody_no_score():
    alone = outlet_score(BOOK, {"A": FULL})
    assert alone.deviation is None
    assert alone.low == alone.high == alone.value
    assert outlet_score(BOOK, {}).reason == "nobody has rated it"


def test_alpha_only_from_ten_outlets_on():
    few = {f"O{i}": {"A": {"C1": i % 5}, "B": {"C1": i % 5}} for i in range(9)}
    assert "read the ratings" in agreement(BOOK, few)[0].reason
    many = {f"O{i}": {"A": {"C1": i % 5}, "B": {"C1": i % 5}} for i in range(10)}
    assert agreement(BOOK, many)[0].alpha == pytest.approx(1)
    alone = {f"O{i}": {"A": {"C1": i % 5}, "B": {"C1": "not_applicable"}} for i in range(12)}
    assert agreement(BOOK, alone)[0].outlets == 0


def test_spearman_by_hand_with_its_interval():
    found = rank_correlation([1, 2, 3, 4, 5], [2, 1, 4, 3, 5])
    assert found.value == pytest.approx(1 - 6 * 4 / (5 * 24))  # 0.8
    # z(.8) = 1.098612, error sqrt(1.32 / 2) = 0.812404
    assert found.low == pytest.approx(-0.4570, abs=5e-4)
    assert found.high == pytest.approx(0.9909, abs=5e-4)
    assert "at least 5" in rank_correlation([1, 2], [1, 2]).reason
    assert "same score" in rank_correlation([1] * 6, [1, 2, 3, 4, 5, 6]).reason
    assert rank_correlation(range(6), range(6)).value == pytest.approx(1)


def test_the_largest_gaps_come_first():
    found = gaps({"a": (90, 0.1), "b": (80, 0.9), "c": (10, 0.2)})
    assert [(gap.name, gap.ranks) for gap in found] == [("a", 2), ("b", -1), ("c", -1)]


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://www.example.org/news?x=1", "example.org"),
        ("Example.ORG", "example.org"),
        ("http://user@news.example.org:8080/", "news.example.org"),
        ("https://bücher.example", "xn--bcher-kva.example"),
        ("not a host", ""),
        ("localhost", ""),
        ("http://[broken", ""),
        ("", ""),
    ],
)
def test_hosts_of_addresses(address, host):
    assert host_of(address) == host


def test_a_host_belongs_to_the_longest_domain_on_the_list():
    listed = {"example.org": 0.5, "news.example.org": 0.7}
    assert matched("news.example.org", listed) == "news.example.org"
    assert matched("sport.example.org", listed) == "example.org"
    assert matched("badexample.org", listed) == ""
