"""Small helpers that write continua for gamma in a line each, and random ones."""

from collections.abc import Sequence

import numpy as np
from hypothesis import strategies as st

from annotations.agreement.gamma import Document, Sampling, gamma
from annotations.agreement.gamma.alignment import Disorders, disorders
from annotations.agreement.gamma.dissimilarity import Dissimilarity
from annotations.agreement.intervals import Plan
from annotations.agreement.result import Agreement
from tests.annotations.agreement.unitized import Row, Text, corpus

Marks = list[list[tuple[int, int, int]]]
SHORT = Sampling(samples=10, precision=None)


def measured(
    texts: Sequence[Text],
    plan: Plan | None = None,
    labels: Sequence[str] | None = None,
    sampling: Sampling = SHORT,
    **options: object,
) -> dict[str, Agreement]:
    found = gamma(corpus(texts, labels), plan or Plan(), sampling=sampling, **options)
    return {
        f"{one.coefficient} {one.variant}" if one.coefficient == "gamma-k" else one.coefficient: one
        for one in found
    }


def disorder_of(marks: Marks, dissimilarity: Dissimilarity | None = None, length: int = 1000) -> Disorders:
    document = Document.of(marks, length)
    return disorders(document.units, 1, len(marks), dissimilarity or Dissimilarity(), 4)


@st.composite
def marks(draw: st.DrawFn, *, annotators: tuple[int, int] = (2, 4), most: int = 3) -> Marks:
    """What some annotators marked, at least one thing in all; units may overlap."""
    unit = st.tuples(st.integers(0, 20), st.integers(1, 8), st.integers(0, 2))
    own = st.lists(unit.map(lambda one: (one[0], one[0] + one[1], one[2])), max_size=most, unique=True)
    found = draw(st.lists(own, min_size=annotators[0], max_size=annotators[1]))
    return found if any(found) else [[(3, 9, 0)], *found[1:]]


def noisy(spans: int, annotators: int, seed: int, per_span: int = 80) -> Text:
    """A text whose annotators mark the same passages roughly and mostly with the same label."""
    rng = np.random.default_rng(seed)
    length = per_span * spans
    truth = [
        (int(start), int(rng.integers(8, 55)), "ABCD"[rng.integers(4)])
        for start in rng.integers(0, length - 60, spans)
    ]
    rows: list[Row] = []
    for _ in range(annotators):
        row = []
        for start, size, label in truth:
            begin = max(0, start + int(rng.integers(-8, 9)))
            end = min(length, begin + max(3, size + int(rng.integers(-8, 9))))
            row.append((begin, end, label if rng.random() < 0.8 else "ABCD"[rng.integers(4)]))
        rows.append(row)
    return length, rows
