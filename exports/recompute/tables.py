"""The tables of an archive as the scripts read them: who said what in which round, on which coded text."""

from __future__ import annotations

import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

Row = dict[str, str]
Value = Any
# Headline, subheadings and body are coded; what lies in other zones is counted by nobody.
CODED = ("headline", "subheading", "body")


@dataclass
class Article:
    """One article: its outlet and events, and the coded ranges of its text."""

    key: str
    outlet: str
    events: list[str]
    coded: list[tuple[int, int]]
    text: str | None

    @property
    def length(self) -> int:
        """How many characters are coded."""
        return sum(end - start for start, end in self.coded)

    def place(self, position: int) -> int:
        """Return how many coded characters lie before a position of the text."""
        return sum(min(position, end) - start for start, end in self.coded if start < position)


@dataclass
class Span:
    """One marked span with its attributes; start and end are positions of the text."""

    article: str
    annotator: str
    layer: str
    label: str
    start: int
    end: int
    attributes: dict[str, Value] = field(default_factory=dict)


@dataclass
class Round:
    """What was handed in in one round; ``coders`` says who handed in which article, and when."""

    name: str
    articles: dict[str, Article]
    coders: dict[str, dict[str, str]]
    spans: list[Span]
    answers: dict[tuple[str, str, str], Value]
    orders: dict[str, list[Value]]


@dataclass(frozen=True)
class Scope:
    """The articles and annotators that a coefficient rests on."""

    articles: frozenset[str]
    annotators: frozenset[str]


def rows_of(folder: Path, name: str) -> Iterator[Row]:
    """Yield the rows of a table."""
    csv.field_size_limit(sys.maxsize >> 33)
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def rounds_of(folder: Path) -> dict[str, Round]:
    """Return the rounds of an archive by name."""
    articles = _articles(folder)
    found: dict[str, Round] = {}
    orders = _orders(folder)
    for row in rows_of(folder, "assignments.csv"):
        name, key = row["round"], row["article_id"]
        order = orders[row["codebook_version"]]
        one = found.setdefault(name, Round(name, {}, defaultdict(dict), [], {}, order))
        # Gold articles measure annotators against a key and count nowhere.
        if row["unit_type"] == "article" and row["state"] == "submitted" and row["is_gold"] == "false":
            one.articles[key] = articles[key]
            one.coders[key][row["annotator"]] = row["submitted_at"]
    _add_judgements(folder, found)
    return found


def scope_of(one: Round, row: Row) -> Scope | None:
    """Return what a row of agreement.csv rests on, or None for a scope that is made of other rows."""
    articles, people = set(one.articles), {name for coders in one.coders.values() for name in coders}
    kind = row["scope"]
    if kind == "outlet":
        articles = {key for key in articles if one.articles[key].outlet == row["outlet"]}
    elif kind == "event":
        articles = {key for key in articles if row["event"] in one.articles[key].events}
    elif kind == "week":
        articles = {key for key in articles if _week(max(one.coders[key].values())) == row["week"]}
    elif kind == "pair":
        people = {row["annotator_1"], row["annotator_2"]}
    elif kind != "overall":
        return None
    return Scope(frozenset(articles), frozenset(people))


def _week(moment: str) -> str:
    year, week, _ = datetime.fromisoformat(moment.replace("Z", "+00:00")).isocalendar()
    return f"{year}-W{week:02}"


def _articles(folder: Path) -> dict[str, Article]:
    events = {row["event_id"]: row["event"] for row in rows_of(folder, "events.csv")}
    found = {}
    for row in rows_of(folder, "articles.csv"):
        zones = json.loads(row["zones"] or "[]")
        path = folder / row["text_file"]
        found[row["article_id"]] = Article(
            row["article_id"],
            row["outlet"],
            [events[key] for key in row["events"].split("|") if key],
            _coded(int(row["length"]), zones),
            path.read_bytes().decode() if path.exists() else None,
        )
    return found


def _coded(length: int, zones: list[dict[str, Any]]) -> list[tuple[int, int]]:
    ranges, start = [], 0
    for zone in sorted((zone for zone in zones if zone["kind"] not in CODED), key=lambda one: one["start"]):
        if start < zone["start"]:
            ranges.append((start, zone["start"]))
        start = zone["end"]
    return ranges + ([(start, length)] if start < length else [])


def _orders(folder: Path) -> dict[str, dict[str, list[Value]]]:
    """Return the categories of each variable in their order, by codebook version and variable."""
    found: dict[str, dict[str, list[Value]]] = defaultdict(lambda: defaultdict(list))
    for row in rows_of(folder, "codebook.csv"):
        name = f"{row['layer']}.{row['variable']}" if row["layer"] else row["variable"]
        if row["category"]:
            found[row["codebook_version"]][name].append(row["category"])
    return found


def _add_judgements(folder: Path, rounds: dict[str, Round]) -> None:
    spans: dict[str, Span] = {}
    for row in rows_of(folder, "annotations.csv"):
        one = rounds[row["round"]]
        who, where = row["annotator"], row["article_id"]
        if who not in one.coders.get(where, {}):
            continue
        if row["unit_type"] == "article":
            one.answers[where, who, row["variable"]] = _value(row)
        elif row["variable"] == row["layer"]:
            place = int(row["start"]), int(row["end"])
            spans[row["unit_id"]] = Span(where, who, row["layer"], row["value"], *place)
            one.spans.append(spans[row["unit_id"]])
        elif row["unit_type"] == "span":
            spans[row["unit_id"]].attributes[row["variable"]] = _value(row)


def _value(row: Row) -> Value:
    """Return a judgement; None where the question does not apply."""
    if row["value"] == "not_applicable":
        return None
    if row["value_number"]:
        return float(row["value_number"])
    if row["level"] == "set":
        return tuple(row["value"].split("|")) if row["value"] != "none_chosen" else ()
    return row["value"]
