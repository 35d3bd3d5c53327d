"""Reliability data of the questions about outlets: a row for each outlet, a column for each rater."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from annotations.reliability.data import NOT_CODED, OUTSIDE, ReliabilityData, numbers_of
from annotations.reliability.questions import (
    NO_YES,
    Answers,
    categories_of,
    chosen_categories,
    hashable,
    membership,
    places_of,
)
from annotations.variables import Value, Variable

# Outlet -> rater -> what that rater answered; raters who did not rate an outlet are not among them.
Ratings = Mapping[str, Mapping[str, Mapping[str, Value]]]


def outlet_data(questions: Sequence[Variable], ratings: Ratings) -> Iterator[ReliabilityData]:
    """Yield the data of every question that can be measured, in codebook order; free text is not.

    A question with several answers comes as the set of them and as one yes-or-no variable per category.
    """
    raters = tuple(sorted({rater for by_rater in ratings.values() for rater in by_rater}))
    for variable in questions:
        if variable.kind == "text":
            continue
        given = tuple(
            (row, raters.index(rater), hashable(said.get(variable.code)))
            for row, by_rater in enumerate(ratings.values())
            for rater, said in by_rater.items()
        )
        answers = Answers(variable, given)
        categories = tuple(categories_of(answers))
        places = places_of(categories)
        codes = [(row, column, places.get(value, OUTSIDE)) for row, column, value in given]
        yield _data(variable, ratings, raters, codes, categories)
        if variable.kind == "choices":
            for code in chosen_categories(answers):
                marked = [(row, column, membership(code, value)) for row, column, value in given]
                yield _data(variable, ratings, raters, marked, NO_YES, label=code)


def _data(
    variable: Variable,
    ratings: Ratings,
    raters: tuple[str, ...],
    codes: Sequence[tuple[int, int, int]],
    categories: tuple[object, ...],
    *,
    label: str = "",
) -> ReliabilityData:
    values = np.full((len(ratings), len(raters)), NOT_CODED, dtype=np.int64)
    for row, column, code in codes:
        values[row, column] = code
    numeric = variable.kind in ("scale", "number") and not label
    return ReliabilityData(
        variable=variable.code,
        label=label,
        level="nominal" if label else variable.level,
        categories=categories,
        units=tuple(ratings),
        annotators=raters,
        values=values,
        scores=numbers_of(categories) if numeric else None,
        outlets=tuple(ratings),
        unit="outlet",
        cluster="outlet",
    )
