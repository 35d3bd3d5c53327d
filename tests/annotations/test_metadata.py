import pytest

from annotations.errors import InvalidMetadata, InvalidZones
from annotations.metadata import check_date, check_language, day_of, headline_of, stated_date
from annotations.zones import Zone, suggest_zones
from annotations.zoning import with_zone

REPORT = "The towns sat down again on Monday, and after five hours they went home without having agreed."


@pytest.mark.parametrize("written", ["2025", "2025-05", "2025-05-08", "2024-02-29", ""])
def test_a_date_is_as_exact_as_it_is_known(written):
    assert check_date(f" {written} ") == written


@pytest.mark.parametrize(
    "written",
    [
        "25",
        "2025-5-8",
        "2025-13",
        "2025-02-30",
        "2023-02-29",
        "0099",
        "08.05.2025",
        "May 8, 2025",
        "2025-05-08T10:00",
        "２０２５",
        "2025-05-08\x00",
    ],
)
def test_anything_else_is_no_date(written):
    with pytest.raises(InvalidMetadata):
        check_date(written)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2025-05-08T14:30:00Z", "2025-05-08"),
        ("2025-05-08 14:30", "2025-05-08"),
        ("2025-05-08T14:30:00.123+02:00", "2025-05-08"),
        ("2025-05", "2025-05"),
        ("yesterday", "yesterday"),
    ],
)
def test_of_a_moment_the_day_is_kept(written, day):
    assert day_of(written) == day


@pytest.mark.parametrize(
    "written", ["en", "de-AT", "zh-Hant", "zh-yue", "sr-Latn-RS", "es-419", "sl-nedis", "ast", ""]
)
def test_language_tags_are_kept_as_written(written):
    assert check_language(written) == written


@pytest.mark.parametrize(
    "written", ["English", "e", "en_GB", "en-", "en-a", "en-12", "zh-Hant-" + "x" * 40, "<b>"]
)
def test_other_words_are_no_language(written):
    with pytest.raises(InvalidMetadata):
        check_language(written)


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ("Sept. 3, 2020 (EIRNS)—" + REPORT, "2020-09-03"),
        ("EASTPORT (Ferry News / Wire - 08th May, 2020) " + REPORT, "2020-05-08"),
        ("EASTPORT, May 3 (Ferry News) - " + REPORT, ""),
        ("Published: 8 May 2025, 14:30\n\n" + REPORT, "2025-05-08"),
        ("2025-05-08\n\n" + REPORT, "2025-05-08"),
        ("Thursday\n\n" + REPORT, ""),
        ("5 hours ago 1\n\n" + REPORT, ""),
        ("31 February 2025\n\n" + REPORT, ""),
        ("The war that ended on May 8, 1945 was remembered. " + REPORT, ""),
        ("No agreement after 3 May 1945\n\n" + REPORT, ""),
    ],
)
def test_only_a_day_that_the_head_states_in_full_is_taken(head, day):
    text = "River towns fail to agree on bridge\n\n" + head + "\n\n" + REPORT
    assert stated_date(text, suggest_zones(text)) == day


def test_a_date_in_the_headline_may_be_any_day():
    text = "Ten years after May 3, 2015\n\n" + REPORT + "\n\n" + REPORT
    assert stated_date(text, suggest_zones(text)) == ""


def test_the_title_is_the_headline_on_one_line():
    text = "River   towns fail\n\n" + REPORT + "\n\n" + REPORT
    assert headline_of(text, suggest_zones(text)) == "River towns fail"
    assert headline_of(REPORT, suggest_zones(REPORT)) == ""


def test_a_first_line_with_a_dateline_is_no_headline():
    text = "CAPITAL (Agency) - The talks failed.\n\n" + REPORT
    assert [zone.kind for zone in suggest_zones(text)] == ["dateline"]


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (Zone(20, 30, "promo"), [(0, 10, "headline"), (20, 30, "promo"), (40, 60, "caption")]),
        (
            Zone(45, 50, "promo"),
            [(0, 10, "headline"), (40, 45, "caption"), (45, 50, "promo"), (50, 60, "caption")],
        ),
        (Zone(5, 45, "promo"), [(0, 5, "headline"), (5, 45, "promo"), (45, 60, "caption")]),
        (Zone(0, 100, "boilerplate"), [(0, 100, "boilerplate")]),
        (Zone(40, 60, "body"), [(0, 10, "headline")]),
        (Zone(45, 50, "body"), [(0, 10, "headline"), (40, 45, "caption"), (50, 60, "caption")]),
        (Zone(40, 60, "promo"), [(0, 10, "headline"), (40, 60, "promo")]),
    ],
)
def test_a_zone_set_by_hand_takes_its_range_from_the_others(new, expected):
    zones = (Zone(0, 10, "headline"), Zone(40, 60, "caption"))
    assert [(zone.start, zone.end, zone.kind) for zone in with_zone(zones, new, 100)] == expected


def test_a_zone_cannot_leave_the_text():
    with pytest.raises(InvalidZones, match="100 characters"):
        with_zone((), Zone(90, 101, "promo"), 100)
