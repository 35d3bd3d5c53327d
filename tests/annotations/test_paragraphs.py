from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.text import paragraphs

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"


def texts(text):
    return [text[paragraph.start : paragraph.end] for paragraph in paragraphs(text)]


def test_blank_lines_part_paragraphs_whatever_white_space_they_hold():
    assert texts("\n\nOne.\n\nTwo.\n \t\u00a0\nThree.\n\n") == ["One.", "Two.", "Three."]


LONG = "The council of the river towns met for the third time this year to speak about the bridge, " * 3


def test_long_lines_on_adjacent_lines_are_paragraphs():
    assert texts(f"{LONG}\n{LONG}\n“Short heading”\n{LONG}") == [LONG, LONG, "“Short heading”", LONG]


WRAPPED = """\
The council of the river towns met for the third time this year, and
for the third time it went home without a word about the bridge that
both banks have been waiting for.
 A speaker for the upper town called the delay “a matter of weeks and
not of years”, which nobody in the lower town believed.

Its mayor said so on Monday, standing beside the broken pier with the
keys of the ferry in his hand.
He then took the last boat home, which had been waiting for him since
noon."""


def test_lines_wrapped_at_a_column_are_one_paragraph_until_an_indent_or_a_short_line():
    found = texts(WRAPPED)
    assert [words.split()[0] for words in found] == ["The", "A", "Its", "He"]
    assert found[0].count("\n") == 2
    assert found[1].startswith(" A speaker")


def test_a_text_indented_throughout_is_not_cut_at_every_line():
    indented = "\n".join("    " + line.lstrip() for line in WRAPPED.split("\n\n")[0].splitlines())
    assert len(texts(indented)) == 2  # only the short line ends a paragraph


def test_a_headline_glued_to_its_story_stays_a_line_of_its_own():
    story = LONG.strip()[:120]
    assert texts(f"Bridge still closed\n{story}") == ["Bridge still closed", story]


def test_verse_and_lists_keep_their_lines():
    assert len(texts("Roses are red\nViolets are blue\nBridges are closed\nWhat can we do")) == 4


def test_chinese_lines_wrapped_at_a_column_are_joined():
    line = "河边的两个城镇今年第三次开会讨论那座大桥的问题但是没有任何结果大家都很失望"
    assert len(texts(f"{line}\n{line}\n{line[:12]}。")) == 1


@given(
    st.text(
        st.sampled_from("ab ,.\n\n\t\u00a0\u2028漢😀") | st.characters(exclude_categories=["Cs"]),
        max_size=400,
    )
)
def test_every_visible_character_lies_in_exactly_one_paragraph(text):
    seen = [0] * len(text)
    previous = 0
    for paragraph in paragraphs(text):
        assert previous <= paragraph.start < paragraph.end
        words = text[paragraph.start : paragraph.end]
        assert words.strip()
        assert words == words.strip("\n")
        previous = paragraph.end
        for offset in range(paragraph.start, paragraph.end):
            seen[offset] += 1
    assert max(seen, default=0) <= 1
    assert all(count == 1 for count, character in zip(seen, text, strict=True) if not character.isspace())


def lines(text):
    """Return the first and the last source line of each paragraph, counted from 1."""
    return [(text.count("\n", 0, p.start) + 1, text.count("\n", 0, p.end) + 1) for p in paragraphs(text)]


def alone(*numbers):
    return [(number, number) for number in numbers]


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the five seed articles are not beside this checkout")
@pytest.mark.parametrize(
    ("seed", "expected"),
    [
        ("000", alone(*range(1, 22, 2))),
        ("001", alone(*range(1, 18, 2))),
        # Wrapped at 95 columns; line 11 starts with a space.
        (
            "002",
            [(1, 3), (5, 6), (8, 10), (11, 12), (14, 15), (17, 18), (20, 21), (23, 24), (26, 28), (30, 33)],
        ),
        # Lines 25 to 27 are captions on adjacent lines.
        ("003", alone(*range(1, 26, 2), 26, 27, *range(29, 34, 2))),
        # Line 17 is a subheading glued to its paragraph.
        ("004", alone(*range(1, 18, 2), 18, *range(20, 35, 2), 37, 39)),
    ],
)
def test_the_seed_articles_fall_into_their_paragraphs(seed, expected):
    [path] = SEEDS.glob(f"{seed}_*.txt")
    assert lines(path.read_bytes().decode()) == expected
