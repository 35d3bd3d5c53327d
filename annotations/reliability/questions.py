"""Reliability data of the questions that are asked about an article."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from annotations.categories import NOT_APPLICABLE
from annotations.codebook import Codebook
from annotations.reliability.codings import CodingTable
from annotations.reliability.data import INAPPLICABLE, OUTSIDE, UNANSWERED, ReliabilityData, numbers_of
from annotations.variables import Variable

NO_YES = ("0", "1")
# A scale with more steps than this is counted by the steps that occur.
MAX_STEPS = 1_000


@dataclass(frozen=True)
class Answers:
    """What was answered to one question: row, column and a value, or None where no answer was given."""

    variable: Variable
    given: tuple[tuple[int, int, Hashable], ...]

    def values(self) -> list[Hashable]:
        """The answers that are values of the variable."""
        return [value for _, _, value in self.given if value not in (None, NOT_APPLICABLE)]


def question_data(table: CodingTable, codebook: Codebook) -> Iterator[ReliabilityData]:
    """Yield the reliability data of every question that can be measured, in codebook order.

    A question with several answers comes as the set of them and as one yes-or-no variable per category.
    Free text is not measured.
    """
    for variable in codebook.article_questions:
        if variable.kind == "text":
            continue
        answers = _answers(table, variable)
        yield _data(table, answers, categories_of(answers))
        if variable.kind == "choices":
            yield from _one_per_category(table, answers)


def _answers(table: CodingTable, variable: Variable) -> Answers:
    given = (
        (row, column, coding.annotation.answers.get(variable.code))
        for row, column, coding in table.rows_and_columns()
    )
    return Answers(variable, tuple((row, column, hashable(value)) for row, column, value in given))


def hashable(value: object) -> Hashable:
    """Return an answer as a key: several choices become a tuple."""
    return tuple(value) if isinstance(value, list) else value


def categories_of(answers: Answers) -> Sequence[Hashable]:
    """Return all values that the codebook allows, or those that occur where it does not list them."""
    variable = answers.variable
    if variable.kind == "choices":
        return _sets(answers)
    if variable.categories:
        return [category.code for category in variable.categories if category.codable]
    low, high = variable.minimum, variable.maximum
    if isinstance(low, int) and isinstance(high, int) and variable.kind == "scale" and high - low < MAX_STEPS:
        return range(low, high + 1)
    return sorted(value for value in set(answers.values()) if isinstance(value, (int, float)))


def _sets(answers: Answers) -> list[Hashable]:
    """Return the distinct sets that were chosen, small ones first, then as the codebook lists them."""
    place = {category.code: number for number, category in enumerate(answers.variable.categories)}
    sets = {value for value in answers.values() if isinstance(value, tuple) and set(value) <= set(place)}

    def listed(codes: tuple[Hashable, ...]) -> tuple[int, list[int]]:
        return len(codes), sorted(place[str(code)] for code in codes)

    return [*sorted(sets, key=listed)]


def _data(table: CodingTable, answers: Answers, categories: Sequence[Hashable]) -> ReliabilityData:
    variable = answers.variable
    places = places_of(categories)
    cells = table.empty_cells()
    for row, column, value in answers.given:
        cells[row][column] = places.get(value, OUTSIDE)
    return article_table(
        table,
        cells,
        variable=variable.code,
        level=variable.level,
        categories=tuple(categories),
        numeric=variable.kind in ("scale", "number"),
    )


def places_of(categories: Sequence[Hashable]) -> dict[Hashable, int]:
    """Return the number of each category, and of the gaps that an answer can be."""
    places: dict[Hashable, int] = {value: place for place, value in enumerate(categories)}
    return places | {None: UNANSWERED, NOT_APPLICABLE: INAPPLICABLE}


def chosen_categories(answers: Answers) -> Iterator[str]:
    """Yield the categories of a question with several answers: all that are offered or were chosen."""
    chosen = {code for value in answers.values() if isinstance(value, tuple) for code in value}
    for category in answers.variable.categories:
        if category.offered or category.code in chosen:
            yield category.code


def _one_per_category(table: CodingTable, answers: Answers) -> Iterator[ReliabilityData]:
    for code in chosen_categories(answers):
        cells = table.empty_cells()
        for row, column, value in answers.given:
            cells[row][column] = membership(code, value)
        yield article_table(table, cells, variable=answers.variable.code, label=code)


def membership(code: str, value: Hashable) -> int:
    """Return whether a code is among the choices, or which gap there is."""
    if value is None:
        return UNANSWERED
    if value == NOT_APPLICABLE:
        return INAPPLICABLE
    return int(code in value) if isinstance(value, tuple) else OUTSIDE


def article_table(
    table: CodingTable,
    cells: Sequence[Sequence[int]],
    *,
    variable: str,
    label: str = "",
    level: str = "nominal",
    categories: tuple[Hashable, ...] = NO_YES,
    numeric: bool = False,
) -> ReliabilityData:
    """Return reliability data whose units are the articles of the table."""
    return ReliabilityData(
        variable=variable,
        label=label,
        level=level,
        categories=categories,
        units=table.articles,
        annotators=table.annotators,
        values=np.array(cells, dtype=np.int64).reshape(len(table.articles), len(table.annotators)),
        scores=numbers_of(categories) if numeric else None,
        clusters=table.articles,
        outlets=table.outlets,
        events=table.events,
    )
