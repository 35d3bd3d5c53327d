"""Small helpers that write continua in a line each, and random ones."""

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import strategies as st

from annotations.agreement.intervals import Plan
from annotations.agreement.result import Agreement
from annotations.agreement.unitizing import Continua, Continuum, continua, unitizing

NONE = Plan(method="none")
Row = list[tuple[int, int, str]]
Text = tuple[int, list[Row]]


def corpus(texts: Sequence[Text], labels: Sequence[str] | None = None) -> Continua:
    return continua(
        [
            Continuum(length, {f"annotator {place}": row for place, row in enumerate(rows)}, f"article {n}")
            for n, (length, rows) in enumerate(texts)
        ],
        labels,
    )


def written(*lines: str) -> Row | list[Row]:
    """Read annotators written as one character per character: a letter is a label, a dot a gap."""
    rows = []
    for line in lines:
        row: Row = []
        for place, mark in enumerate(line):
            if mark == ".":
                continue
            if row and row[-1][1] == place and row[-1][2] == mark:
                row[-1] = (row[-1][0], place + 1, mark)
            else:
                row.append((place, place + 1, mark))
        rows.append(row)
    return rows


def text(*lines: str) -> Text:
    return len(lines[0]), written(*lines)


def by_title(found: Sequence[Agreement]) -> dict[str, Agreement]:
    return {one.title: one for one in found}


def measured(texts: Sequence[Text], **options: object) -> dict[str, Agreement]:
    return by_title(unitizing(corpus(texts), NONE, **options))


def values(texts: Sequence[Text], **options: object) -> dict[str, float | None]:
    return {title: one.value for title, one in measured(texts, **options).items()}


@st.composite
def rows(draw: st.DrawFn, length: int) -> Row:
    """Units that do not overlap but may touch."""
    edges = sorted(draw(st.sets(st.integers(0, length), max_size=7)))
    units = [(a, b, draw(st.sampled_from("AB."))) for a, b in pairwise(edges)]
    return [unit for unit in units if unit[2] != "."]


@st.composite
def texts(draw: st.DrawFn, *, annotators: tuple[int, int] = (2, 4), most: int = 3) -> list[Text]:
    found = []
    for _ in range(draw(st.integers(1, most))):
        length = draw(st.integers(1, 25))
        count = draw(st.integers(*annotators))
        found.append((length, [draw(rows(length)) for _ in range(count)]))
    return found
