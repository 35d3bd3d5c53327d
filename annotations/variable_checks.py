"""What a variable must satisfy before it exists: each rule once, each fault with its field."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from annotations.categories import (
    MAX_NAME,
    Category,
    described_problems,
    family_problems,
    flag_problems,
    hotkey_problems,
)
from annotations.errors import Problem
from annotations.wellformed import code_fault, kind_name, text_fault

if TYPE_CHECKING:
    from annotations.variables import Variable

UNITS = ("span", "article", "outlet")
# The levels at which each kind of variable can be measured.
LEVELS: Mapping[str, tuple[str, ...]] = {
    "label": ("nominal",),
    "choice": ("nominal", "ordinal"),
    "choices": ("set",),
    "scale": ("ordinal", "interval", "ratio"),
    "number": ("ordinal", "interval", "ratio"),
    "text": ("",),
    "entity": ("nominal",),
}
CLOSED = ("label", "choice", "choices", "entity")
MAX_CATEGORIES = 1_000
MAX_WEIGHT = 1_000
# Beyond 2**53 neighbouring whole numbers are one and the same number to a browser.
MAX_NUMBER = 2**53


def variable_problems(variable: Variable) -> Iterator[Problem]:
    """Find what is wrong with a variable by itself."""
    yield from described_problems(variable)
    yield from flag_problems(variable, "required", "not_applicable", "reversed")
    yield from _measure_problems(variable)
    yield from _category_problems(variable)
    yield from _range_problems(variable)
    yield from _step_problems(variable)
    yield from _weight_problems(variable)
    yield from _item_problems(variable)
    unless = variable.required_unless
    if unless is not None and (len(unless) != 2 or code_fault(unless[0]) or not isinstance(unless[1], str)):
        yield Problem(("required_unless",), 'must be written as "variable=value"')


def _measure_problems(variable: Variable) -> Iterator[Problem]:
    if variable.unit not in UNITS:
        yield Problem(("unit",), f"must be one of {', '.join(UNITS)}, not {variable.unit!r}")
    if variable.kind not in LEVELS:
        yield Problem(("kind",), f"must be one of {', '.join(LEVELS)}, not {variable.kind!r}")
    elif variable.level not in LEVELS[variable.kind]:
        fitting = " or ".join(repr(level) for level in LEVELS[variable.kind])
        yield Problem(("level",), f"of a {variable.kind} must be {fitting}, not {variable.level!r}")


def _category_problems(variable: Variable) -> Iterator[Problem]:
    categories = variable.categories
    if not isinstance(categories, tuple) or not all(isinstance(one, Category) for one in categories):
        yield Problem(("categories",), "must be a list of categories")
        return
    closed = variable.kind in CLOSED
    if closed and not any(category.offered for category in categories):
        yield Problem(("categories",), f"a {variable.kind} needs at least one category that can be coded")
    if categories and variable.kind in LEVELS and not closed:
        yield Problem(("categories",), f"a {variable.kind} has no categories")
    if len(categories) > MAX_CATEGORIES:
        yield Problem(("categories",), f"must have at most {MAX_CATEGORIES:,} entries")
    yield from family_problems(categories, "categories")
    yield from hotkey_problems([(("categories", i), category) for i, category in enumerate(categories)])


def _range_problems(variable: Variable) -> Iterator[Problem]:
    bounds = {"minimum": variable.minimum, "maximum": variable.maximum}
    whole = variable.kind == "scale"
    for name, bound in bounds.items():
        if bound is None:
            if whole:
                yield Problem((name,), "is needed for a scale")
        elif variable.kind not in ("scale", "number"):
            yield Problem((name,), "only a scale or a number has one")
        elif not _is_bound(bound, whole=whole):
            yield Problem((name,), f"must be {'a whole' if whole else 'a'} number, not {bound!r}")
    low, high = bounds.values()
    if _is_bound(low, whole=whole) and _is_bound(high, whole=whole) and not low < high:  # type: ignore[operator]
        yield Problem(("maximum",), "must be above the minimum")


def _is_bound(value: object, *, whole: bool) -> bool:
    if type(value) is int:
        return abs(value) <= MAX_NUMBER
    return not whole and type(value) is float and math.isfinite(value) and abs(value) <= MAX_NUMBER


def _step_problems(variable: Variable) -> Iterator[Problem]:
    if not isinstance(variable.steps, Mapping):
        yield Problem(("steps",), f"must be a table of numbers and texts, not {kind_name(variable.steps)}")
        return
    if variable.steps and variable.kind in LEVELS and variable.kind != "scale":
        yield Problem(("steps",), "only a scale has steps")
    for number, label in variable.steps.items():
        if type(number) is not int:
            yield Problem(("steps",), f"must be numbered with whole numbers, not {number!r}")
        elif not _within(number, variable.minimum, variable.maximum):
            yield Problem(("steps",), f"{number} lies outside the scale")
        if fault := text_fault(label, MAX_NAME):
            yield Problem(("steps",), f"the label of {number} {fault}")


def _weight_problems(variable: Variable) -> Iterator[Problem]:
    weight = variable.weight
    if weight is not None:
        if variable.unit != "outlet":
            yield Problem(("weight",), "only a question about an outlet has one")
        elif type(weight) not in (int, float) or not 0 < weight <= MAX_WEIGHT:
            yield Problem(("weight",), f"must be a number above 0 and at most {MAX_WEIGHT}, not {weight!r}")
        elif not is_graded(variable):
            yield Problem(("weight",), f"needs {GRADED}")
    if variable.reversed and not is_graded(variable):
        yield Problem(("reversed",), f"needs {GRADED}")


def _item_problems(variable: Variable) -> Iterator[Problem]:
    if variable.item_of == "":
        return
    if fault := code_fault(variable.item_of):
        yield Problem(("item_of",), fault)
    elif variable.unit == "span" or variable.kind != "scale":
        yield Problem(("item_of",), "only a question with steps on a scale is an item of another scale")


GRADED = "a scale, a number with both bounds, an ordinal choice, or a choice between yes and no"


def is_graded(variable: Variable) -> bool:
    """Say whether values of the variable lie between a worst and a best one."""
    offered = [one.code for one in variable.categories if isinstance(one, Category) and one.offered]
    if variable.kind == "choice":
        return (variable.level == "ordinal" and len(offered) > 1) or sorted(offered) == ["no", "yes"]
    return (
        variable.kind in ("scale", "number")
        and variable.minimum is not None
        and variable.maximum is not None
        and variable.minimum < variable.maximum
    )


def _within(number: int, low: object, high: object) -> bool:
    above = not isinstance(low, (int, float)) or number >= low
    below = not isinstance(high, (int, float)) or number <= high
    return above and below
