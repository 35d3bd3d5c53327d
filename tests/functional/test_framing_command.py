"""Framing from the command line."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.functional.test_commands import Terminal


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    made = Terminal(tmp_path)
    made.run("init")
    made.run("sample", "--quiet")
    return made


def test_framing_is_printed_in_three_forms(terminal: Terminal):
    table = terminal.run("framing", "sample").stdout
    assert table.startswith("Rounds: Reliability, codebook version 1\nMarks per 1,000 words; 6 articles")
    assert "not enough articles (1 of 5)" in table
    rows = json.loads(terminal.run("framing", "sample", "--by", "voice", "--format", "json").stdout)
    assert {row["group"] for row in rows} >= {"outlet", "direct_quote"}
    printed = terminal.run("framing", "sample", "--by", "voice", "--format", "csv").stdout
    assert len(list(csv.DictReader(io.StringIO(printed)))) == len(rows)
    by_event = terminal.run(
        "framing", "sample", "--copies", "once", "--by", "event", "--unit", "mentions", "--terms", "river"
    )
    assert "Marks per mention" in by_event.stdout
    assert "of near copies the earliest alone" in by_event.stdout


def test_the_profile_of_an_outlet_is_printed_in_three_forms(terminal: Terminal):
    asked = ("outlet", "profile", "sample", "The Morning Gull")
    table = terminal.run(*asked).stdout
    assert table.startswith(
        "The Morning Gull (tabloid, Port Sable)\n1 article in the corpus\nCredibility: not"
    )
    assert "Labels (1 article, 1 event)\n  not enough articles (1 of 5)\n" in table
    assert "Against the others on the same events" in table
    told = json.loads(terminal.run(*asked, "--format", "json", "--zone", "any").stdout)
    assert {row["zones"].count("|") for row in told["rates"]} == {6}
    assert all(told[part] for part in ("rates", "voices", "valence", "contrasts"))
    printed = terminal.run(*asked, "--format", "csv", "--part", "valence").stdout
    assert len(list(csv.DictReader(io.StringIO(printed)))) == len(told["valence"])
    assert "no outlet 'Nobody'" in terminal.run("outlet", "profile", "sample", "Nobody", code=1).stderr


def test_what_cannot_be_counted_is_refused(terminal: Terminal):
    assert "no round 'Nowhere'" in terminal.run("framing", "sample", "--round", "Nowhere", code=1).stderr
    assert "per mention" in terminal.run("framing", "sample", "--terms", "river", code=2).stderr
    assert "no such voice" in terminal.run("framing", "sample", "--voice", "nobody", code=1).stderr
    told = terminal.run("framing", "sample", "--round", "Second look", code=1).stderr
    assert "shows no results yet" in told
