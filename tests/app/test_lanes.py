"""Lanes under a text: every character once, everybody's marks where they are."""

from hypothesis import given
from hypothesis import strategies as st

from annotations.zones import Zone
from app.services.lanes import Lane, Mark, lane, paragraphs
from tests.annotations.adjudication_study import span
from tests.annotations.small_study import CODEBOOK, TEXT

places = st.tuples(st.integers(0, len(TEXT) - 2), st.integers(1, 40)).map(
    lambda one: (one[0], min(len(TEXT), one[0] + one[1]))
)


def mark(start: int, end: int) -> Mark:
    return Mark(start, end, TEXT[start:end], "Harsh", ())


@given(st.lists(st.lists(places, max_size=4), max_size=10), st.none() | places)
def test_every_piece_is_in_exactly_the_lanes_that_mark_it(marked, focus):
    lanes = [
        Lane(f"A{number}", tuple(mark(*place) for place in sorted(set(own))))
        for number, own in enumerate(marked)
    ]
    shown = paragraphs(TEXT, (), lanes, focus)
    pieces = [piece for paragraph in shown for piece in paragraph.pieces]
    assert "".join(piece.text for piece in pieces) == TEXT.strip("\n")
    for piece in pieces:
        assert piece.text == TEXT[piece.start : piece.end]
        for number, own in enumerate(lanes, 1):
            covers = any(one.start <= piece.start and piece.end <= one.end for one in own.marks)
            assert (number in piece.lanes) == covers
        assert piece.in_focus == (focus is not None and focus[0] <= piece.start and piece.end <= focus[1])


def test_marks_are_listed_in_every_paragraph_they_touch():
    text = "One two.\n\nThree four.\n\nFive."
    long = Lane("A1", (Mark(4, 15, text[4:15], "Harsh", ()),))
    assert [len(paragraph.lanes[0]) for paragraph in paragraphs(text, (), [long])] == [1, 1, 0]


def test_marks_are_told_in_the_words_of_the_codebook():
    told = lane("A1", [span("a", 6, 14, voice="quote", speaker="Anna")], CODEBOOK, {"a": "decided"}).marks[0]
    assert (told.quote, told.label, told.standing) == ("minister", "Harsh", "decided")
    assert told.attributes == (("Voice", "Quote"), ("Speaker", "Anna"))


def test_what_is_not_coded_is_said_so():
    shown = paragraphs(TEXT, [Zone(0, 5, "boilerplate")], [])
    assert [paragraph.is_coded for paragraph in shown[:2]] == [False, True]
