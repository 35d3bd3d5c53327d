from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.quotations import in_quotation, quotations
from annotations.spans import Span

PROSE = st.text(st.sampled_from("ab 😀\n\"'“”‘’„«».,"), max_size=80)


def quoted(text: str) -> list[str]:
    return [text[span.start : span.end] for span in quotations(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He said "no more" and left.', ["no more"]),
        ("😀 She called it “a nest” of “crows”.", ["a nest", "crows"]),
        ("“He told me ‘never again’ twice,” she said.", ["He told me ‘never again’ twice,"]),
        ("It's the boys' 'great leap' that didn't work.", ["great leap"]),
        ("Er sagte „so nicht“ und «jamais».", ["so nicht", "jamais"]),
        ("“First part.\n\n“Second part,” she said.", ["First part.", "Second part,"]),
        ('"First part.\n\n"Second," he said. "Third."', ["First part.", "Second,", "Third."]),
        ("“Never closed.\n\nAnother paragraph.", []),
        ("Nothing “”here “ ”.", []),
    ],
)
def test_where_a_text_stands_in_quotation_marks(text, expected):
    assert quoted(text) == expected


@given(PROSE)
def test_quotations_are_in_order_apart_and_begin_behind_a_mark(text):
    found = quotations(text)
    for one, other in pairwise(found):
        assert one.end <= other.start
    for span in found:
        assert text[span.start - 1] in "\"'“‘„«"
        assert in_quotation(found, span)


@given(PROSE, st.integers(0, 80), st.integers(1, 9))
def test_a_span_is_inside_exactly_if_one_quotation_holds_it(text, start, length):
    found, span = quotations(text), Span(start, start + length)
    assert in_quotation(found, span) == any(one.contains(span) for one in found)


@given(st.text(st.characters(exclude_characters="\"'“”‘’„«»"), max_size=60))
def test_without_marks_there_is_no_quotation(text):
    assert quotations(text) == ()
