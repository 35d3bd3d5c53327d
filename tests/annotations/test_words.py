"""How a text is cut into words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.words import words_of


def cut(text: str) -> list[str]:
    found = words_of(text)
    return [text[start:end] for start, end in zip(found.starts, found.ends, strict=True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("… — !", []),
        ("The autocrat, again.", ["The", "autocrat", "again"]),
        ("“neutral actor”", ["neutral", "actor"]),
        ("don't and don’t", ["don't", "and", "don’t"]),
        ("the officials' view", ["the", "officials", "view"]),
        ("US-led, China–backed", ["US-led", "China", "backed"]),
        ("mother-in-law - no", ["mother-in-law", "no"]),
        ("the U.S. said", ["the", "U.S", "said"]),
        ("a U.S.-led force", ["a", "U.S.-led", "force"]),
        ("It ended.Then more", ["It", "ended", "Then", "more"]),
        ("1,000.50 and 3.", ["1,000.50", "and", "3"]),
        ("7 % of 72-hour talks", ["7", "of", "72-hour", "talks"]),
        ("snake_case", ["snake_case"]),
        ("😀 day 👩‍👩‍👧 off", ["day", "off"]),
        ("cafe\u0301 now", ["cafe\u0301", "now"]),
        ("习近平在G20峰会", ["习", "近", "平", "在", "G20", "峰", "会"]),
        ("カタカナ と ひら", ["カタカナ", "と", "ひ", "ら"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("Россия и Китай", ["Россия", "и", "Китай"]),
        ("السلام عليكم", ["السلام", "عليكم"]),
        ("col·lecció", ["col·lecció"]),
        ("a\u200bb", ["a", "b"]),
        ("co\u00adoperate", ["co\u00adoperate"]),
    ],
)
def test_a_text_is_cut_into(text: str, expected: list[str]):
    assert cut(text) == expected


@given(st.text(max_size=200))
def test_words_are_in_order_apart_and_hold_every_letter_and_digit(text: str):
    found = words_of(text)
    edges = [edge for pair in zip(found.starts, found.ends, strict=True) for edge in pair]
    assert edges == sorted(edges)
    assert all(start < end for start, end in zip(found.starts, found.ends, strict=True))
    inside = {
        place for start, end in zip(found.starts, found.ends, strict=True) for place in range(start, end)
    }
    assert {place for place, letter in enumerate(text) if letter.isalpha() or letter.isdecimal()} <= inside


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_blank_parts_words_whatever_stands_around_it(one: str, other: str):
    assert cut(f"{one} {other}") == cut(one) + cut(other)


def test_as_many_words_as_are_counted():
    assert len(words_of("three small words")) == 3
