"""What the codes of a REFI-QDA project mean: labels, values, answers, or plain codes of other programs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from annotations.categories import NOT_APPLICABLE
from exports.formats import qda_codes, qda_words
from exports.formats.incoming import Unreadable, json_of, value_of
from exports.formats.marked import Value
from exports.formats.xml_words import local

NOTHING_ROLE = "nothing found"
_LINE = re.compile(r"([A-Za-z0-9][A-Za-z0-9_.-]{0,63}) = (.+)")


class Meaning(NamedTuple):
    """One code: the label of a layer, or a value of a variable beside it."""

    role: str  # of its heading; empty for a code of another program
    layer: str | None
    variable: str
    kind: str
    value: Value


@dataclass(frozen=True)
class Heading:
    """What the heading of a tree says of the codes below it."""

    role: str
    layer: str | None
    variable: str
    kind: str


def guid_of(element: Any, name: str = "guid") -> str:
    """Return an identifier without the braces that some programs put around it."""
    return str(element.get(name) or "").strip().strip("{}").casefold()


class Meanings:
    """The codes of a project by their identifiers."""

    def __init__(self, project: Any) -> None:
        self._codes: dict[str, Meaning] = {}
        trees = [code for part in project.iterfind("{*}CodeBook/{*}Codes") for code in part.iterchildren()]
        names = Counter(code.get("name") for tree in trees for code in tree.iter() if local(code) == "Code")
        for tree in trees:
            if local(tree) == "Code":
                self._add(tree, _heading(tree), names)

    def of(self, guid: str) -> Meaning:
        """Return what a code means, or raise Unreadable."""
        if guid not in self._codes:
            raise Unreadable("It points to a code that is not in the codebook of the project.")
        return self._codes[guid]

    def _add(self, tree: Any, heading: Heading, names: Mapping[str, int]) -> None:
        for code, path in _walk(tree, ()):
            own = guid_of(code)
            if own in self._codes:
                name = str(code.get("name"))[:60]
                raise Unreadable(f"Line {code.sourceline}: the identifier of the code {name!r} stands twice.")
            self._codes[own] = _meaning(heading, path, names)


def _walk(code: Any, above: tuple[str, ...]) -> Iterator[tuple[Any, tuple[str, ...]]]:
    path = (*above, str(code.get("name") or ""))
    yield code, path
    for below in code.iterchildren("{*}Code"):
        yield from _walk(below, path)


def _heading(tree: Any) -> Heading:
    description = next((str(one.text or "") for one in tree.iterchildren("{*}Description")), "")
    role = qda_words.role_of(description)
    fields = qda_words.understood(description, qda_words.VARIABLE) if role else {}
    code, kind = str(fields.get("code", "")), str(fields.get("kind", ""))
    if role == qda_codes.LAYER_ROLE:
        return Heading(role, code, code, "label")
    if role.startswith(qda_codes.ATTRIBUTE_ROLE):
        return Heading(qda_codes.ATTRIBUTE_ROLE, role.removeprefix(qda_codes.ATTRIBUTE_ROLE), code, kind)
    known = role in (qda_codes.ARTICLE_ROLE, qda_codes.OUTLET_ROLE, NOTHING_ROLE)
    return Heading(role if known else "", None, code, kind)


def _meaning(heading: Heading, path: tuple[str, ...], names: Mapping[str, int]) -> Meaning:
    name = path[-1]
    if heading.role in ("", NOTHING_ROLE):
        # Two codes of one name in different places are told apart by the way to them.
        shown = name if names[name] == 1 else " / ".join(path)
        return Meaning(heading.role, None, "", "", shown)
    value: Value = name
    if heading.kind == "scale" and name != NOT_APPLICABLE:
        value = qda_words.number(name)
    return Meaning(heading.role, heading.layer, heading.variable, heading.kind, value)


def described_values(description: str) -> tuple[dict[str, Value], str]:
    """Return the values that stand in a description, and the rest of it as a note."""
    values: dict[str, Value] = {}
    rest = []
    for line in description.split("\n"):
        match = _LINE.fullmatch(line)
        try:
            if match is None:
                raise Unreadable("")
            values[match[1]] = value_of(json_of(match[2]), match[1])
        except Unreadable:
            rest.append(line)
    return values, "\n".join(rest).strip()


def combined(meanings: list[Meaning]) -> dict[str, Value]:
    """Return the values that codes stand for, by variable; a set of several is a list."""
    found: dict[str, Value] = {}
    for one in meanings:
        if one.kind == "choices" and one.value != NOT_APPLICABLE:
            before = found.get(one.variable, [])
            found[one.variable] = [*(before if isinstance(before, list) else []), str(one.value)]
        elif one.variable in found and found[one.variable] != one.value:
            raise Unreadable(f"It has two values of {one.variable}, which takes one.")
        else:
            found[one.variable] = one.value
    return found
