import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.errors import InvalidZones
from annotations.text import decode, paragraphs
from annotations.zones import Zone, blocks, check_zones, coded_ranges, suggest_zones, zone_at, zone_finder

SHARED = Path(__file__).resolve().parents[3] / "shared"

STORY = """\
Skip to content | Home

River towns fail to agree on bridge
2 days ago 14

EASTPORT, May 3 (Ferry News) - The councils of the two river towns went home on Monday without a decision.

A new pier would cost less than the ferry does in ten years, the engineers told them in April.

The broken pier at Eastport on Monday. The ferry runs twice a day. Jane Doe/FERRY NEWS/Pool
A ferryman waits for guests. Photo by John Roe

Read more: Ten bridges that were never built

See also How the ferry came to Eastport

Nobody knows whether the towns will meet again, and/or who would pay for the coffee at 9/11 Main Street.

© 2031 Ferry News. All rights reserved.
Leave a comment
Name * Email *
Back to top"""


def suggested(text):
    return [(zone.kind, text[zone.start : zone.end][:24]) for zone in suggest_zones(text)]


def test_what_surrounds_a_story_is_told_from_the_story():
    assert suggested(STORY) == [
        ("boilerplate", "Skip to content | Home"),
        ("headline", "River towns fail to agre"),
        ("boilerplate", "2 days ago 14"),
        ("dateline", "EASTPORT, May 3 (Ferry N"),
        ("caption", "The broken pier at Eastp"),
        ("caption", "A ferryman waits for gue"),
        ("promo", "Read more: Ten bridges t"),
        ("promo", "See also How the ferry c"),
        ("boilerplate", "© 2031 Ferry News. All r"),
        ("boilerplate", "Leave a comment"),
        ("boilerplate", "Name * Email *"),
        ("boilerplate", "Back to top"),
    ]


BODY = "The councils of the two river towns went home on Monday without a decision about the bridge."


@pytest.mark.parametrize(
    "sentence",
    [
        "Read more books, said the minister of the lower town, and leave the bridge to us.",
        "Share the cost, said the one. Share the bridge, said the other.",
        "Related news of the day did not reach them.",
        "They agreed on a plan. It covers the bridge and/or the ferry",
        "“We want peace.” Then he left for the upper town",
        "Copyright law is what the councils spoke about next.",
        "Home is where the ferry lands, the poet wrote.",
        "THE TOWN (which has no bridge) waits; so does the ferry",
    ],
)
def test_a_sentence_of_the_story_stays_body(sentence):
    kinds = {kind for kind, _ in suggested(f"{BODY}\n\n{sentence}\n\n{BODY}")}
    assert kinds <= {"headline", "dateline"}
    assert zone_at(suggest_zones(f"{BODY} {BODY}\n\n{sentence}\n\n{BODY}"), len(BODY) * 2 + 20) == "body"


@pytest.mark.parametrize(
    "opening",
    [
        " An indented lead without a headline\n\n",
        "One sentence. Another sentence\n\n",
        BODY * 3 + "\n\n",
        "",
    ],
)
def test_not_every_opening_is_a_headline(opening):
    assert "headline" not in {kind for kind, _ in suggested(opening + BODY)}


def test_odd_texts_come_to_an_end():
    # Patterns that backtrack would hang here; how long it takes is not asserted.
    for odd in (
        "A/B " * 20_000,
        "home " * 60,
        "name * " * 42,
        "© " * 150,
        "A. B " * 20_000,
        "x\n" * 20_000,
    ):
        zones = suggest_zones(odd)
        assert check_zones(zones, len(odd)) == zones


@pytest.mark.parametrize(
    "damage", [(3, 3, "body"), (-1, 2, "body"), (0, 2, "advert"), (0.0, 2, "body"), (0, True, "body")]
)
def test_an_impossible_zone_cannot_exist(damage):
    with pytest.raises(InvalidZones):
        Zone(*damage)


def test_zones_are_ordered_kept_apart_and_inside_the_text():
    first, second = Zone(0, 4, "headline"), Zone(6, 9, "promo")
    assert check_zones([second, Zone(4, 6, "body"), first], 9) == (first, second)
    with pytest.raises(InvalidZones, match="overlap"):
        check_zones([first, Zone(3, 5, "promo")], 9)
    with pytest.raises(InvalidZones, match="last of 8 characters"):
        check_zones([first, second], 8)


def test_a_zone_is_read_back_from_plain_json():
    zone = Zone(0, 4, "headline")
    assert Zone.from_dict(zone.to_dict()) == zone
    with pytest.raises(InvalidZones):
        Zone.from_dict({"start": 0, "end": 4})


def test_only_headline_and_body_are_coded():
    zones = (Zone(0, 3, "boilerplate"), Zone(3, 8, "headline"), Zone(9, 12, "promo"), Zone(12, 15, "caption"))
    assert coded_ranges(20, zones) == ((3, 9), (15, 20))
    assert coded_ranges(15, zones) == ((3, 9),)
    assert coded_ranges(5, ()) == ((0, 5),)
    assert coded_ranges(0, ()) == ()


def test_a_paragraph_is_shown_in_one_block_for_each_of_its_zones():
    text = "CITY (Agency) - A word.\n\nMore."
    zones = (Zone(0, 15, "dateline"),)
    assert [(text[b.start : b.end], b.zone) for b in blocks(text, zones)] == [
        ("CITY (Agency) -", "dateline"),
        (" A word.", "body"),
        ("More.", "body"),
    ]


@st.composite
def zoned(draw):
    text = draw(st.text(st.sampled_from("ab .\n\u00a0"), max_size=60))
    edges = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    kinds = st.sampled_from(["headline", "promo", "caption"])
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return text, tuple(Zone(start, end, draw(kinds)) for start, end in pairs)


@given(zoned())
def test_blocks_show_every_visible_character_once_and_in_its_zone(case):
    text, zones = case
    shown = [
        (offset, block.zone) for block in blocks(text, zones) for offset in range(block.start, block.end)
    ]
    assert [offset for offset, _ in shown] == sorted({offset for offset, _ in shown})
    visible = [(offset, zone) for offset, zone in shown if not text[offset].isspace()]
    assert visible == [(i, zone_at(zones, i)) for i, character in enumerate(text) if not character.isspace()]


@given(zoned())
def test_a_character_is_coded_exactly_when_its_zone_is(case):
    text, zones = case
    coded = {offset for start, end in coded_ranges(len(text), zones) for offset in range(start, end)}
    assert coded == {i for i in range(len(text)) if zone_at(zones, i) in ("headline", "body")}


@given(st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\n\n A/.©"), max_size=200))
def test_suggestions_are_sound_for_any_text(text):
    zones = suggest_zones(text)
    assert check_zones(zones, len(text)) == zones
    assert len(zones) <= len(paragraphs(text)) + 1


@pytest.mark.skipif(
    not SHARED.is_dir(), reason="the seed articles and their spans are not beside this checkout"
)
def test_every_seed_span_lies_in_the_zone_its_annotator_saw():
    with (SHARED / "examples" / "seed_spans.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = []
    for row in rows:
        text = decode((SHARED / "seeds" / row["seed_file"]).read_bytes()).text
        zones, start, end = suggest_zones(text), int(row["start"]), int(row["end"])
        found.append({zone_at(zones, start), zone_at(zones, end - 1)})
    assert found == [{row["zone"]} for row in rows]
    assert len(rows) == 47


@pytest.mark.skipif(
    not SHARED.is_dir(), reason="the seed articles and their spans are not beside this checkout"
)
def test_the_chrome_of_the_seeds_is_found():
    kinds = {}
    for path in sorted((SHARED / "seeds").glob("*.txt")):
        zones = suggest_zones(decode(path.read_bytes()).text)
        kinds[path.name[:3]] = [zone.kind for zone in zones]
    assert kinds == {
        "000": ["boilerplate", "headline", "dateline", "boilerplate"],
        "001": ["headline", "promo", "dateline"],
        "002": ["promo"],
        "003": ["headline", "boilerplate", "caption", "caption", "caption", "caption", "boilerplate"],
        "004": ["headline", "subheading", "promo", "boilerplate", "boilerplate"],
    }


@pytest.mark.parametrize(
    "zones",
    [(), (Zone(0, 5, "headline"), Zone(5, 9, "promo")), (Zone(2, 3, "caption"), Zone(6, 12, "boilerplate"))],
)
def test_a_finder_finds_the_zone_of_every_offset(zones):
    find = zone_finder(zones)
    assert [find(offset) for offset in range(15)] == [zone_at(zones, offset) for offset in range(15)]


HEADED = (
    "A headline that stands alone\n\nThe lead of the report tells what happened, at some length.\n\n"
    "What they said\n\nThe councils said that they had met. What they said was kept.\n\n"
    "## What follows\n\nNobody knows what follows, they said again.\n\nWhat they said\n\nThe end of it."
)


def test_subheadings_are_what_the_source_marks_and_nothing_else():
    def subheadings(*headings: str) -> list[str]:
        zones = suggest_zones(HEADED, headings)
        return [HEADED[zone.start : zone.end] for zone in zones if zone.kind == "subheading"]

    assert subheadings() == ["## What follows"]
    assert subheadings("What  they said") == ["What they said", "## What follows"]
    assert subheadings("A headline that stands alone", "No such line") == ["## What follows"]
    zones = suggest_zones(HEADED, ["What they said"])
    assert zones[0].kind == "headline"
    assert coded_ranges(len(HEADED), zones) == ((0, len(HEADED)),)
