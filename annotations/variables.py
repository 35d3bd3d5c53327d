"""A variable: one thing that is coded, with its unit, its kind and its level of measurement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from annotations.categories import NOT_APPLICABLE, Category, freeze_list, refuse
from annotations.errors import OutsideCodebook
from annotations.frozen import FrozenMapping
from annotations.variable_checks import CLOSED, MAX_NUMBER, variable_problems
from annotations.wellformed import kind_name, text_fault

Value = str | int | float | list[str]

MAX_ANSWER = 10_000


@dataclass(frozen=True)
class Variable:
    """One question of the codebook and the values it accepts.

    An ordinal ``choice`` is ordered as its categories are listed. An ``entity`` is a closed list of actors
    with parents (a group and its members). ``required_unless`` names another variable beside this one and
    the value of it that lifts the duty to answer, as in ("voice", "outlet").

    A question about an outlet may have a ``weight`` in its credibility. Questions may be items of one
    multi-item scale, whose code is ``item_of``. ``reversed`` says that high values stand for little of it.
    """

    code: str
    name: str
    unit: str
    kind: str
    level: str
    definition: str = ""
    required: bool = True
    required_unless: tuple[str, str] | None = None
    categories: tuple[Category, ...] = ()
    minimum: int | float | None = None
    maximum: int | float | None = None
    steps: Mapping[int, str] = field(default_factory=FrozenMapping)
    not_applicable: bool = False
    include: str = ""
    exclude: str = ""
    examples: tuple[str, ...] = ()
    weight: int | float | None = None
    reversed: bool = False
    item_of: str = ""

    def __post_init__(self) -> None:
        for name in ("categories", "examples", "required_unless"):
            freeze_list(self, name)
        if isinstance(self.steps, Mapping):
            in_order = sorted(self.steps.items()) if all(type(k) is int for k in self.steps) else self.steps
            object.__setattr__(self, "steps", FrozenMapping(in_order))
        refuse(variable_problems(self))

    @cached_property
    def by_code(self) -> Mapping[str, Category]:
        """The categories by their codes, in codebook order."""
        return FrozenMapping({category.code: category for category in self.categories})

    def category(self, code: str) -> Category:
        """Return the category of the code, retired ones included, or raise OutsideCodebook."""
        try:
            return self.by_code[code]
        except KeyError:
            raise OutsideCodebook(f"{code!r} is not a category of {self.code!r}.") from None

    def check(self, value: object) -> Value:
        """Return the value in its normal form, or raise OutsideCodebook with the reason."""
        if self.not_applicable and value == NOT_APPLICABLE:
            return NOT_APPLICABLE
        if self.kind == "choices":
            return self._checked_choices(value)
        if self.kind == "text":
            return self._checked_text(value)
        if self.kind in CLOSED:
            return self._checked_code(value)
        return self._checked_number(value)

    def demanded(self, values: Mapping[str, object]) -> bool:
        """Say whether an answer is owed, given the values of the variables beside this one."""
        if not self.required or self.required_unless is None:
            return self.required
        other, lifting = self.required_unless
        value = values.get(other)
        return lifting not in value if isinstance(value, (list, tuple)) else value != lifting

    def to_dict(self) -> dict[str, Any]:
        """Return the variable as plain JSON; the keys of ``steps`` are text there, as JSON wants them."""
        return {
            "code": self.code,
            "name": self.name,
            "unit": self.unit,
            "kind": self.kind,
            "level": self.level,
            "definition": self.definition,
            "include": self.include,
            "exclude": self.exclude,
            "examples": list(self.examples),
            "required": self.required,
            "required_unless": list(self.required_unless) if self.required_unless else None,
            "categories": [category.to_dict() for category in self.categories],
            "minimum": self.minimum,
            "maximum": self.maximum,
            "steps": {str(number): label for number, label in self.steps.items()},
            "not_applicable": self.not_applicable,
            "weight": self.weight,
            "reversed": self.reversed,
            "item_of": self.item_of,
        }

    def _checked_code(self, value: object) -> str:
        if not isinstance(value, str):
            raise OutsideCodebook(f"{self.code!r} takes a code, not {kind_name(value)}.")
        category = self.by_code.get(value)
        if category is None:
            raise OutsideCodebook(f"{value[:80]!r} is not a category of {self.code!r}.")
        if not category.offered:
            why = "is retired" if category.retired else "is a heading and cannot be coded"
            raise OutsideCodebook(f"{value!r} {why} in {self.code!r}.")
        return value

    def _checked_choices(self, value: object) -> list[str]:
        if not isinstance(value, (list, tuple)):
            raise OutsideCodebook(f"{self.code!r} takes a list of codes, not {kind_name(value)}.")
        if len(value) > len(self.categories):
            raise OutsideCodebook(f"{self.code!r} was given more codes than it has.")
        chosen = {self._checked_code(code) for code in value}
        if len(chosen) < len(value):
            raise OutsideCodebook(f"{self.code!r} names a code twice.")
        return [category.code for category in self.categories if category.code in chosen]

    def _checked_text(self, value: object) -> str:
        if fault := text_fault(value, MAX_ANSWER):
            raise OutsideCodebook(f"{self.code!r} {fault}.")
        words = str(value).strip()
        if not words:
            raise OutsideCodebook(f"{self.code!r} must not be empty.")
        return words

    def _checked_number(self, value: object) -> int | float:
        wanted: tuple[type, ...] = (int,) if self.kind == "scale" else (int, float)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or type(value) not in wanted:
            what = "a number" if float in wanted else "a whole number"
            raise OutsideCodebook(f"{self.code!r} takes {what}, not {kind_name(value)}.")
        if not (abs(value) <= MAX_NUMBER):  # also false for a value that is no number at all
            raise OutsideCodebook(f"{self.code!r} takes no number beyond 2 to the power of 53.")
        if self.minimum is not None and value < self.minimum:
            raise OutsideCodebook(f"{value} is below {self.minimum}, the lowest value of {self.code!r}.")
        if self.maximum is not None and value > self.maximum:
            raise OutsideCodebook(f"{value} is above {self.maximum}, the highest value of {self.code!r}.")
        return value
