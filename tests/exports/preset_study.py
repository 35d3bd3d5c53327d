"""A study with every level of measurement, gaps and spans, and what a preset makes of it unpacked."""

import csv
import io
import random
import zipfile
from pathlib import Path

from annotations.reliability import Coding, tabulate
from app.services import presets
from exports.presets.matrix import Mark, Study
from exports.presets.writing import write_preset
from tests.annotations.reliability_study import CODEBOOK, coding

PEOPLE = ("A01", "A02", "A03")


def _answers(draw: random.Random, article: int) -> dict[str, object]:
    answers: dict[str, object] = {
        "topic": draw.choice(["war", "trade", "war"]) if article % 3 else "war",
        "tone": draw.choice(["low", "mid", "high", "not_applicable"]),
        "slant": max(-2, min(2, article % 5 - 2 + draw.choice([0, 0, 1]))),
        "sources": draw.choice([0, 1.5, 3, article]),
        "actors": draw.choice([[], ["A"], ["A", "B"], ["B", "C"]]),
        "remark": "=1+1",
    }
    return {name: value for name, value in answers.items() if draw.random() > 0.1}


def _codings() -> list[Coding]:
    draw = random.Random(7)  # noqa: S311  # a fixed study, not a secret
    return [
        coding(
            f"=article, {article}.txt" if article == 1 else f"a{article}.txt",
            person,
            marks=[
                (draw.choice(["HARSH", "MILD"]), place + draw.choice([0, 1]), place + 9)
                for place in (3, 40, 70)
                if draw.random() > 0.2
            ],
            answers=_answers(draw, article),
        )
        for article in range(14)
        for person in PEOPLE
        if article % 7 or person != "A03"
    ]


def build() -> Study:
    table = tabulate(_codings())
    readers = {("framing", one.article): ("A01", "A02") for one in table.submitted}
    marks = [
        Mark("framing", one.article, one.annotator, span.label, span.start, span.end)
        for one in table.submitted
        for span in one.annotation.spans
    ]
    return Study("p", "Study", "The round", (), presets.matrices_of(table, CODEBOOK), marks, readers)


def unpacked(study: Study, preset: str, folder: Path) -> list[dict[str, str]]:
    """Unpack the ZIP of a preset and return variables.csv."""
    out = io.BytesIO()
    write_preset(out, study, preset)
    with zipfile.ZipFile(out) as archive:
        archive.extractall(folder)
    return rows_of(folder / "variables.csv") if (folder / "variables.csv").exists() else []


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cells_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))
