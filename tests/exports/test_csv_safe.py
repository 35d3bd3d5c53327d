import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from exports.csv_safe import shield, unshield

NASTY = st.text(alphabet=st.sampled_from("'=+-@|\t\r\n 15.,\"\uff1da\u0628\U0001f600"), max_size=8)


@given(st.text() | NASTY)
@example("'=1+1")
@example("''")
def test_taking_one_apostrophe_away_gives_back_every_text(text):
    assert unshield(shield(text)) == text


@given(NASTY)
def test_no_shielded_text_starts_like_a_formula_unless_it_is_a_plain_number(text):
    safe = shield(text).lstrip(" ")
    assert safe[:1] not in ("=", "+", "@", "|", "\t", "\r", "\n", "\uff1d")
    if safe.startswith("-"):
        float(safe)


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-5 points", "@A1", "\tx", "\rx", "\nx", "|cmd", "  =1+1", "\uff1d1+1", "-2+3"],
)
def test_a_text_that_could_run_gets_one_apostrophe(text):
    assert shield(text) == "'" + text


@pytest.mark.parametrize("text", ["-2", "-2.50", "007", "1-2", "plain", "a=b", "", "it's", "NA", "\u20145"])
def test_a_text_that_cannot_run_is_left_alone(text):
    assert shield(text) == text
