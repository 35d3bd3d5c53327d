"""Days that are named as seen from another day."""

import pytest

from annotations import metadata, stated
from annotations.relative_dates import day_in_week, is_vague, resolve
from annotations.zones import suggest_zones

# Retrieved on a Thursday.
SEEN = "2025-05-08"


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("Thursday", "2025-05-08"),
        ("Monday", "2025-05-05"),
        ("this Tuesday", "2025-05-06"),
        ("Friday", "2025-05-02"),
        ("last Friday", "2025-05-02"),
        ("last Thursday", "2025-05-01"),
        ("3 days ago", "2025-05-05"),
        ("a week ago", "2025-05-01"),
        ("May 8", "2025-05-08"),
        ("9 May", "2024-05-09"),
        ("Tues, May 6", "2025-05-06"),
        ("Feb. 29", "2024-02-29"),
        ("5 hours ago; Monday", "2025-05-05"),
    ],
)
def test_words_are_seen_from_the_day_of_retrieval(words, day):
    found = resolve(words, SEEN)
    assert found.day == day
    assert day in found.why
    assert is_vague(words.split(";")[0])


@pytest.mark.parametrize(
    ("words", "retrieved", "why"),
    [
        ("this Tuesday", "", "names no day by itself"),
        ("last Tuesday", SEEN, "may be 2025-05-06 or 2025-04-29"),
        ("next Friday", SEEN, "looks ahead"),
        ("5 hours ago", SEEN, "not exact enough"),
        ("Monday, May 8", SEEN, "2025-05-08 was a Thursday"),
        ("31 June", SEEN, "in the calendar"),
    ],
)
def test_what_could_be_two_days_stays_open_with_the_reason(words, retrieved, why):
    found = resolve(words, retrieved)
    assert found.day == ""
    assert why in found.why


def test_full_dates_and_other_words_are_none_of_it():
    for words in ("Sept. 3, 2020", "May 8, 2025", "May 8 2025", "May 2025", "somewhere", "Monday Times", ""):
        assert not is_vague(words)
        assert resolve(words, SEEN).why == ""


def test_weeks_that_a_person_names():
    assert day_in_week("this Tuesday", SEEN) == "2025-05-06"
    assert day_in_week("last Tuesday", SEEN) == "2025-04-29"
    assert day_in_week("May 8", SEEN) == ""


def test_days_beyond_the_calendar_stay_open():
    for words, retrieved in (("999 weeks ago", "0001-01-05"), ("Thursday", "0001-01-01")):
        found = resolve(words, retrieved)
        assert (found.day, found.why) == ("", f"There is no “{words}” in the calendar. Enter the date.")
    assert day_in_week("next Thursday", "9999-12-31") == day_in_week("last Thursday", "0001-01-02") == ""


def test_datelines_and_lines_without_a_year_are_dates_as_printed():
    for text, words in (
        ("A headline here\n\nBEIJING, May 8 (Xinhua) -- The lake rose again and again.", "May 8"),
        (
            "A headline here\n\nThursday, 8 May\n\nThe lake rose again and again, they said.",
            "Thursday, 8 May",
        ),
        (
            "A headline here\n\nThe lake rose again last Thursday, they said. " + "More was said. " * 20 + "",
            "last Thursday",
        ),
    ):
        zones = suggest_zones(text)
        assert stated.stated_words(text, zones) == words
        assert metadata.stated_date(text, zones) == ""
