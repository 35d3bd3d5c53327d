"""A category: one value of a variable, as a codebook defines it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from annotations.errors import CodebookError, Problem
from annotations.wellformed import code_fault, kind_name, text_fault

NOT_APPLICABLE = "not_applicable"
MAX_NAME = 200
MAX_PROSE = 10_000
MAX_EXAMPLES = 100

_COLOUR = re.compile("#[0-9A-Fa-f]{6}")


@dataclass(frozen=True)
class Category:
    """One value with its definition; a codebook never deletes it, it only retires it.

    ``codable`` is false for a heading that groups others; ``priority`` says which label wins when two
    compete (1 before 2). MacQueen et al. 1998 name the six parts that a code needs: label, brief and full
    definition, when to use, when not to use, example. ``becomes`` names what took the place of a retired one:
    one category after a merge, several after a split.
    """

    code: str
    name: str
    definition: str = ""
    include: str = ""
    exclude: str = ""
    examples: tuple[str, ...] = ()
    hotkey: str = ""
    colour: str = ""
    parent: str = ""
    priority: int | None = None
    codable: bool = True
    retired: bool = False
    becomes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        freeze_list(self, "examples")
        freeze_list(self, "becomes")
        refuse(category_problems(self))

    @property
    def offered(self) -> bool:
        """Whether new judgements may use it."""
        return self.codable and not self.retired

    def to_dict(self) -> dict[str, Any]:
        """Return the category as plain JSON."""
        return asdict(self) | {"examples": list(self.examples), "becomes": list(self.becomes)}


def refuse(problems: Iterator[Problem]) -> None:
    """Raise one CodebookError with all the problems, if there are any."""
    found = tuple(problems)
    if found:
        raise CodebookError([str(problem) for problem in found], found)


def freeze_list(value: object, field: str) -> None:
    """Turn a list that the caller gave into a tuple; anything else is left for the checks to refuse."""
    given = getattr(value, field)
    if isinstance(given, list):
        object.__setattr__(value, field, tuple(given))


def category_problems(category: Category) -> Iterator[Problem]:
    """Find what is wrong with a category by itself."""
    yield from described_problems(category)
    yield from flag_problems(category, "codable", "retired")
    if category.hotkey != "" and not _is_key(category.hotkey):
        yield Problem(("hotkey",), f"must be a single letter a to z, not {category.hotkey!r}")
    if category.colour != "" and not _is_colour(category.colour):
        yield Problem(("colour",), f"must be written as #RRGGBB, not {category.colour!r}")
    if category.parent != "" and (fault := code_fault(category.parent)):
        yield Problem(("parent",), fault)
    if category.priority is not None and (type(category.priority) is not int or category.priority < 1):
        yield Problem(("priority",), f"must be a whole number from 1, not {category.priority!r}")
    yield from text_list_problems(category, "becomes", MAX_EXAMPLES)
    if category.becomes and not category.retired:
        yield Problem(("becomes",), "only a retired entry is taken over by others")


def described_problems(thing: Any) -> Iterator[Problem]:
    """Find what is wrong with the code, name, prose and examples that categories and variables share."""
    if fault := code_fault(thing.code):
        yield Problem(("code",), fault)
    elif thing.code == NOT_APPLICABLE:
        yield Problem(("code",), f"must not be {NOT_APPLICABLE!r}, which is a value of its own")
    yield from name_problems(thing, "name")
    for field in ("definition", "include", "exclude"):
        if fault := text_fault(getattr(thing, field), MAX_PROSE):
            yield Problem((field,), fault)
    yield from text_list_problems(thing, "examples", MAX_EXAMPLES)


def name_problems(thing: Any, field: str) -> Iterator[Problem]:
    """Find what is wrong with a required short text."""
    value = getattr(thing, field)
    if fault := text_fault(value, MAX_NAME):
        yield Problem((field,), fault)
    elif not value.strip():
        yield Problem((field,), "must not be empty")


def text_list_problems(thing: Any, field: str, limit: int) -> Iterator[Problem]:
    """Find what is wrong with a list of texts."""
    texts = getattr(thing, field)
    if not isinstance(texts, tuple):
        yield Problem((field,), f"must be a list of texts, not {kind_name(texts)}")
        return
    if len(texts) > limit:
        yield Problem((field,), f"must have at most {limit} entries, not {len(texts)}")
    for text in texts:
        if fault := text_fault(text, MAX_PROSE):
            yield Problem((field,), f"each entry {fault}")


def flag_problems(thing: Any, *fields: str) -> Iterator[Problem]:
    """Find flags that are neither true nor false."""
    for field in fields:
        if not isinstance(getattr(thing, field), bool):
            yield Problem((field,), f"must be true or false, not {kind_name(getattr(thing, field))}")


def family_problems(categories: Sequence[Category], field: str) -> Iterator[Problem]:
    """Find what is wrong between categories: codes used twice, unknown parents, circles, shared hotkeys."""
    yield from duplicate_problems([category.code for category in categories], field, "code")
    parents = {category.code: category.parent for category in categories}
    for i, category in enumerate(categories):
        if category.parent and category.parent not in parents:
            yield Problem((field, i, "parent"), f"names {category.parent!r}, which is not listed here")
        elif _in_circle(category.code, parents):
            yield Problem((field, i, "parent"), f"{category.code!r} is its own ancestor")
        for code in category.becomes:
            if code == category.code or code not in parents:
                yield Problem((field, i, "becomes"), f"names {code!r}, which is no other entry listed here")


def hotkey_problems(keyed: Sequence[tuple[tuple[str | int, ...], Category]]) -> Iterator[Problem]:
    """Find two offered categories with one hotkey among categories given with their places."""
    owners: dict[str, str] = {}
    for place, category in keyed:
        if not (category.hotkey and category.offered):
            continue
        if category.hotkey in owners:
            message = f"{category.hotkey!r} is taken by {owners[category.hotkey]!r} already"
            yield Problem((*place, "hotkey"), message)
        owners.setdefault(category.hotkey, category.code)


def duplicate_problems(codes: Sequence[str], *place: str) -> Iterator[Problem]:
    """Find codes that are used twice in a list; ``place`` is the list and the field, around the number."""
    field, last = place
    counts = Counter(codes)
    seen: set[str] = set()
    for i, code in enumerate(codes):
        if counts[code] > 1 and code in seen:
            yield Problem((field, i, last), f"{code!r} is used twice")
        seen.add(code)


def _is_key(value: object) -> bool:
    return isinstance(value, str) and len(value) == 1 and "a" <= value <= "z"


def _is_colour(value: object) -> bool:
    return isinstance(value, str) and _COLOUR.fullmatch(value) is not None


def _in_circle(code: str, parents: dict[str, str]) -> bool:
    above, seen = parents[code], set[str]()
    while above and above not in seen:
        if above == code:
            return True
        seen.add(above)
        above = parents.get(above, "")
    return False
