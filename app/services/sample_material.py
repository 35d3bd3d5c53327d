"""The sample study as its files tell it: texts, codebook, who marked what and answered how."""

import csv
import io
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from annotations.codebook import Category, Codebook, Layer, Variable
from annotations.codebook_toml import read_toml
from annotations.codebook_writer import write_toml
from annotations.operations import Operation

DATA = files("app") / "data"
FOLDER = DATA / "sample"
LAYER = "framing"
ATTRIBUTES = ("target", "voice", "voice_source", "valence", "confidence")
ANNOTATORS = ("A", "B", "C")


class QuoteNotFound(LookupError):
    """The files name words that the text does not have so often."""


@cache
def study() -> dict[str, Any]:
    """Return what the study says of itself: title, event, outlets, actors."""
    return tomllib.loads((FOLDER / "study.toml").read_text(encoding="utf-8"))


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of one of the tables."""
    table = (FOLDER / name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(table, newline="")))


def articles() -> list[str]:
    """Return the names of the articles."""
    return [row["article"] for row in rows("articles.csv")]


def text(article: str) -> bytes:
    """Return the file of an article as it is."""
    return (FOLDER / article).read_bytes()


def codebook_toml() -> str:
    """Return the shipped codebook with the actors of this study in the place of its own."""
    own = study()
    shipped = read_toml((DATA / "framing.toml").read_text(encoding="utf-8"))
    changed = replace(
        shipped,
        title=own["codebook_title"],
        version=own["codebook_version"],
        layers=tuple(_with_targets(layer, own["target"]) for layer in shipped.layers),
        article_questions=tuple(_with_actors(shipped, own)),
    )
    return write_toml(changed)


def _with_targets(layer: Layer, targets: list[dict[str, Any]]) -> Layer:
    return replace(
        layer,
        attributes=tuple(
            replace(one, categories=_categories(targets)) if one.code == "target" else one
            for one in layer.attributes
        ),
    )


def _with_actors(shipped: Codebook, own: Mapping[str, Any]) -> Iterator[Variable]:
    """Yield the article questions: one stance for each actor of the study, and its own voices."""
    stances = [question for question in shipped.article_questions if question.code.startswith("A4_")]
    for question in shipped.article_questions:
        if question is stances[0]:
            yield from (_stance(question, actor) for actor in own["stance"])
        elif question.code == "A5":
            yield replace(question, categories=_categories(own["voice"]))
        elif question not in stances:
            yield question


def _stance(pattern: Variable, actor: Mapping[str, str]) -> Variable:
    name = actor["name"]
    definition = f"How {name} comes out of the article as a whole. Not applicable: {name} is not mentioned."
    return replace(pattern, code=actor["code"], name=f"Stance toward {name}", definition=definition)


def _categories(given: list[dict[str, Any]]) -> tuple[Category, ...]:
    return tuple(Category(**row) for row in given)


@dataclass(frozen=True)
class Coded:
    """What one annotator does with one article, as operations: marks or "found none", answers, note."""

    marks: list[Operation]
    answers: list[Operation]


def coded(article: str, frozen_text: str, annotator: str, codebook: Codebook) -> Coded:
    """Return what the annotator did with the article.

    Raises:
        QuoteNotFound: the table of marks and the text do not belong together.
    """
    found = _marks().get((article, annotator), [])
    marks: list[Operation] = [
        _mark(f"{annotator.lower()}{number}", row, frozen_text) for number, row in enumerate(found, 1)
    ]
    answered = next(
        row for row in rows("answers.csv") if (row["article"], row["annotator"]) == (article, annotator)
    )
    answers: list[Operation] = [
        {"op": "answer", "variable": question.code, "value": _value(question, answered[question.code])}
        for question in codebook.article_questions
    ]
    if answered["note"]:
        answers.append({"op": "note", "note": answered["note"]})
    return Coded(marks or [{"op": "found_none", "value": True}], answers)


@cache
def _marks() -> Mapping[tuple[str, str], list[dict[str, str]]]:
    found: defaultdict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for row in rows("marks.csv"):
        found[row["article"], row["annotator"]].append(row)
    return found


def _mark(uid: str, row: Mapping[str, str], frozen_text: str) -> Operation:
    start = place_of(row["quote"], int(row["occurrence"]), frozen_text)
    given: dict[str, Any] = {code: row[code] for code in ATTRIBUTES if row[code]}
    if "confidence" in given:
        given["confidence"] = int(given["confidence"])
    return {
        "op": "mark",
        "span": uid,
        "layer": LAYER,
        "label": row["label"],
        "start": start,
        "end": start + len(row["quote"]),
        "quote": row["quote"],
        "attributes": given,
        "note": row["note"],
    }


def place_of(quote: str, occurrence: int, frozen_text: str) -> int:
    """Return where the words stand for the n-th time."""
    start = -1
    for _ in range(occurrence):
        start = frozen_text.find(quote, start + 1)
        if start < 0:
            raise QuoteNotFound(f"{quote!r} is not in the text {occurrence} times.")
    return start


def _value(question: Variable, written: str) -> Any:
    if question.kind == "choices":
        return written.split("|") if written else []
    if question.kind == "scale" and written.lstrip("-").isdecimal():
        return int(written)
    return written
