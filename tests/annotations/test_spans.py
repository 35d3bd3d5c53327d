import pytest

from annotations.errors import InvalidSpan
from annotations.spans import Span, quote, trimmed


@pytest.mark.parametrize(
    ("start", "end"), [(3, 3), (4, 3), (-1, 2), (0, 0), (1.0, 2), (True, 2), (0, "2"), (None, 1)]
)
def test_a_range_that_marks_nothing_cannot_exist(start, end):
    with pytest.raises(InvalidSpan):
        Span(start, end)


def test_spans_that_touch_do_not_overlap():
    assert not Span(0, 3).overlaps(Span(3, 5))
    assert not Span(3, 5).overlaps(Span(0, 3))
    assert Span(0, 3).overlaps(Span(2, 5))
    assert Span(2, 5).overlaps(Span(0, 3))


def test_a_span_contains_itself_and_what_lies_inside():
    assert Span(2, 6).contains(Span(2, 6))
    assert Span(2, 6).contains(Span(3, 6))
    assert not Span(2, 6).contains(Span(1, 6))


def test_a_quote_counts_characters_and_not_bytes():
    assert quote("A 😀 day", Span(2, 3)) == "😀"


def test_a_span_that_leaves_the_text_has_no_quote():
    with pytest.raises(InvalidSpan, match="4 characters"):
        quote("word", Span(2, 5))


def test_trimming_removes_spaces_of_every_kind_at_the_edges_only():
    text = "x \u00a0two words\n\u2003y"
    assert quote(text, trimmed(text, 1, len(text) - 1)) == "two words"


def test_a_span_of_white_space_cannot_be_trimmed():
    with pytest.raises(InvalidSpan, match="white space"):
        trimmed("a  \n b", 1, 4)
