"""Cut quotes come back whole from the text alone, and from no other text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.errors import UnreadableBundle
from exports.text_free import ELLIPSIS, Filler, cut, cut_row

TEXTS = st.text(st.sampled_from("ab \n😀語עé\u0301\r" + ELLIPSIS), min_size=1, max_size=60)


@st.composite
def quoting(draw) -> tuple[str, dict]:
    """A text and a row that quotes it in every way in which rows do."""
    text = draw(TEXTS)
    places = draw(
        st.lists(
            st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))).filter(
                lambda one: one[0] < one[1]
            ),
            min_size=1,
            max_size=4,
        )
    )
    spans = [{"start": start, "end": end, "quote": text[start:end]} for start, end in places]
    (start, end), *_ = places
    marks = [{"annotation": 1, "span": span} for span in spans]
    return text, {
        "quote": text[start:end],
        "start": start,
        "stop": end,
        "operations": [{"op": "mark", **span} for span in spans],
        "subject": {"kind": "borders", "marks": marks, "silent": []},
        "options": [{"said": span["quote"], "coders": 1} for span in spans] + [{"said": "None", "coders": 0}],
    }


@settings(max_examples=50)
@given(quoting(), st.integers(0, 20))
def test_what_is_cut_is_filled_again(quoted, length):
    text, row = quoted
    shorter = cut_row(row, length)
    assert all(len(one["quote"]) <= length + len(ELLIPSIS) for one in shorter["operations"])
    assert Filler(text, "row 1").row(shorter) == row


def test_only_what_is_too_long_is_cut():
    assert (cut("four", 4), cut("fours", 4), cut("", 0)) == ("four", "four" + ELLIPSIS, "")
    row = {"note": "a long note of somebody", "quote": "a quote", "start": None}
    assert cut_row(row, 3) == row | {"quote": "a q" + ELLIPSIS}


@pytest.mark.parametrize(("start", "end"), [(1, 5), (90, 95), (None, 5), (0, "5"), (True, 5)])
def test_a_quote_that_is_not_there_is_refused_with_its_place(start, end):
    row = {"quote": "The t" + ELLIPSIS, "start": start, "end": end}
    with pytest.raises(UnreadableBundle, match=r"span\.jsonl, row 7: the text from"):
        Filler("The town hall.", "span.jsonl, row 7").row(row)
