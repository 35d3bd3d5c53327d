"""How a file counted is found out over the whole of it, and what then stands nowhere is refused by name."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.formats.marked import Found, FoundReading, FoundSpan
from exports.formats.offsets import settle
from exports.formats.parts import parted
from exports.formats.rulers import BYTES, CONVENTIONS, CRLF, INCLUSIVE, UTF16
from tests.exports.marked_study import TEXTS, spans

TEXT = "Ein 😀 Mann\nsagte „nein“ zu 中国.\nEr ging."


def counted(text, place, convention):
    """Return how many units of a convention lie before a place; written apart from the code under test."""
    before = text[:place].replace("\n", "\r\n") if convention.newline == CRLF else text[:place]
    if convention.unit == UTF16:
        return len(before.encode("utf-16-le")) // 2
    return len(before.encode()) if convention.unit == BYTES else len(before)


def as_filed(text, start, end, convention, place="row 2"):
    last = counted(text, end, convention) - (1 if convention.end == INCLUSIVE else 0)
    quote = text[start:end].replace("\n", "\r\n") if convention.newline == CRLF else text[start:end]
    return FoundSpan(place, "HARSH", counted(text, start, convention), last, quote)


def run(*spans, text=TEXT, **more):
    return settle(Found([FoundReading("f.tsv", "a", "A01", spans, **more)]), {"a": text})


@pytest.mark.parametrize("convention", CONVENTIONS, ids=str)
@settings(max_examples=5, deadline=None)
@given(st.data())
def test_every_way_of_counting_is_found_out(convention, data):
    text = data.draw(TEXTS)
    marks = data.draw(spans(text))
    filed = [as_filed(text, mark.start, mark.end, convention) for mark in marks]
    result = run(*filed, text=text)
    assert result.troubles == []
    # Where words repeat, another way may fit as well; so only the words are compared here.
    assert [one.quote for one in result.readings[0].spans] == [mark.quote for mark in marks]


@pytest.mark.parametrize("convention", CONVENTIONS, ids=str)
def test_a_way_of_counting_is_named_and_its_spans_stand_where_they_were(convention):
    places = [(0, 3), (4, 5), (6, 16), (18, 24), (27, 29), (31, 33)]
    result = run(*(as_filed(TEXT, start, end, convention) for start, end in places))
    assert result.troubles == []
    assert [(one.start, one.end) for one in result.readings[0].spans] == places
    assert [(one.how, one.is_proven) for one in result.counted] == [(str(convention), True)]


def test_no_row_is_taken_in_another_way_than_its_file():
    utf16 = next(one for one in CONVENTIONS if one.unit == UTF16)
    rows = [as_filed(TEXT, *place, utf16) for place in ((6, 10), (11, 16))]
    ours = FoundSpan("row 4", "MILD", 11, 16, "sagte")
    result = run(*rows, ours)
    assert [one.quote for one in result.readings[0].spans] == ["Mann", "sagte"]
    (trouble,) = result.troubles
    assert (trouble.file, trouble.place) == ("f.tsv", "row 4")
    assert "not 'sagte'" in trouble.reason


def test_one_file_shows_how_another_one_counted():
    utf16 = next(one for one in CONVENTIONS if one.unit == UTF16)
    plain = FoundReading("plain.tsv", "b", "A01", [FoundSpan("row 2", "HARSH", 0, 3, "One")])
    telling = FoundReading("telling.tsv", "a", "A01", [as_filed(TEXT, 6, 10, utf16)])
    result = settle(Found([plain, telling]), {"a": TEXT, "b": "One"})
    assert [one.how for one in result.counted] == [str(utf16)]


def test_without_quotes_nothing_is_proven_and_what_leaves_the_text_is_refused():
    result = run(FoundSpan("row 2", "HARSH", 0, 3), FoundSpan("row 3", "HARSH", 40, 4_000))
    assert [one.quote for one in result.readings[0].spans] == ["Ein"]
    assert [one.is_proven for one in result.counted] == [False]
    assert [one.place for one in result.troubles] == ["row 3"]


def test_a_text_of_other_words_is_refused_where_nothing_is_quoted():
    other = settle(
        Found(
            [FoundReading("f", "a", None, [FoundSpan("row 2", "HARSH", 0, 3)], TEXT.replace("ging", "lief"))]
        ),
        {"a": TEXT},
    )
    assert (other.readings, len(other.troubles)) == ([], 1)
    assert "from character 34 on" in other.troubles[0].reason


def test_an_article_that_nobody_knows_is_refused():
    result = settle(Found([FoundReading("f", "b", None, [FoundSpan("row 2", "HARSH", 0, 3)])]), {"a": TEXT})
    assert [trouble.reason for trouble in result.troubles] == ["No article is called 'b'."]


def test_words_that_are_not_those_of_the_text_are_refused_with_their_number():
    words = ["Ein", "😀", "Frau"]
    result = settle(Found([FoundReading("f.conll", "a", None, [], words=words)]), {"a": TEXT})
    assert [(one.place, one.reason[:20]) for one in result.troubles] == [("word 3", "The text has 'Mann\\n")]


def test_line_ends_of_two_kinds_are_counted_as_the_text_of_the_file_has_them():
    filed = TEXT.replace("\n", "\r\n", 1)
    place = filed.index("ging")
    spans = [
        FoundSpan("line 1", "HARSH", place, place + 4, "ging"),
        FoundSpan("line 2", "MILD", 6, 10, "Mann"),
    ]
    result = run(*spans)
    assert [one.place for one in result.troubles] == ["line 1"]
    result = settle(Found([FoundReading("f.ann", "a", "A01", spans, filed)]), {"a": TEXT})
    assert (result.troubles, [one.quote for one in result.readings[0].spans]) == ([], ["ging", "Mann"])


def test_a_mark_of_several_parts_is_cut_whatever_its_file_counts():
    for width in (
        lambda text: len(text),
        lambda text: len(text.encode("utf-16-le")) // 2,
        lambda text: len(text.encode()),
    ):
        pairs = [(0, width("😀 a")), (20, 20 + width("中"))]
        assert parted("😀 a 中", pairs) == ["😀 a", "中"]
    assert parted("ab cd", [(0, 1), (5, 6)]) == ["ab", "cd"]
