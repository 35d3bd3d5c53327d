"""What a call takes in its address: declared once, read by the declaration, told in the document."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from annotations.wellformed import text_fault
from app.api.v1.refusals import Refusal
from app.api.v1.schema import Schema

LONGEST_SEARCH = 200
LAST_PAGE = 1_000_000


@dataclass(frozen=True)
class Asked:
    """A part of the query of an address.

    Attributes:
        read: returns the value of a text, or raises ValueError with what it must be.
    """

    name: str
    meaning: str
    schema: Schema
    read: Callable[[str], Any]
    default: Any = None


def whole(name: str, meaning: str, *, most: int, default: int | None = None) -> Asked:
    """Return a part that is a whole number from 1."""

    def read(text: str) -> int:
        if text.isascii() and text.isdecimal() and len(text) <= len(str(most)) and 1 <= int(text) <= most:
            return int(text)
        raise ValueError(f"a whole number from 1 to {most}")

    return Asked(name, meaning, {"type": "integer", "minimum": 1, "maximum": most}, read, default)


def words(name: str, meaning: str) -> Asked:
    """Return a part that is text to look for."""

    def read(text: str) -> str:
        if fault := text_fault(text, LONGEST_SEARCH):
            raise ValueError(f"text; it {fault}")
        return text

    limits = {"type": "string", "maxLength": LONGEST_SEARCH, "pattern": "^[^\\u0000]*$"}
    return Asked(name, meaning, limits, read, "")


def choice(name: str, meaning: str, options: Sequence[str]) -> Asked:
    """Return a part that is one of some words, the first if none is given."""

    def read(text: str) -> str:
        if text in options:
            return text
        raise ValueError(f"one of {', '.join(options)}")

    return Asked(name, meaning, {"type": "string", "enum": list(options)}, read, options[0])


def flag(name: str, meaning: str) -> Asked:
    """Return a part that is true or false."""

    def read(text: str) -> bool:
        if text in ("true", "false"):
            return text == "true"
        raise ValueError("true or false")

    return Asked(name, meaning, {"type": "boolean"}, read, default=False)


PAGE = whole("page", "Which page of the list, from 1.", most=LAST_PAGE, default=1)


def read_all(parts: Sequence[Asked], query: MultiDict[str, str]) -> Mapping[str, Any]:
    """Return the values of a query; what is not known is refused rather than passed over."""
    by_name = {one.name: one for one in parts}
    found = {one.name: one.default for one in parts}
    for name, texts in query.lists():
        if name not in by_name:
            offered = f"it takes {', '.join(by_name)}" if by_name else "it takes nothing there"
            raise Refusal(400, "invalid", f"{name[:40]!r} is not known in the query of this call; {offered}.")
        if len(texts) > 1:
            raise Refusal(400, "invalid", f"{name} is given {len(texts)} times.")
        try:
            found[name] = by_name[name].read(texts[0])
        except ValueError as wanted:
            raise Refusal(400, "invalid", f"{name} must be {wanted}.") from None
    return found
