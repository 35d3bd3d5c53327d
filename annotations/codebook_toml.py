"""A codebook as one TOML text, to be read, written, compared and put under version control.

``[codebook]`` says what it is; ``[[layer]]`` with ``[[layer.label]]`` and ``[[layer.attribute]]`` describes
the spans; ``[[article_question]]`` and ``[[outlet_question]]`` are asked once. The categories of a variable
are its ``[[... .category]]``. A key that is not known is an error, never ignored.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from annotations.codebook import Codebook
from annotations.codebook_draft import CodebookDraft, Path
from annotations.codebook_writer import write_toml
from annotations.errors import CodebookError, Problem
from annotations.toml_lines import line_of, toml_lines
from annotations.wellformed import kind_name

__all__ = ["read_toml", "write_toml"]

MAX_CODEBOOK = 2_000_000

TEXT, FLAG, WHOLE, NUMBER, TEXTS, STEPS = "text", "flag", "whole", "number", "texts", "steps"
_CATEGORY = {
    "code": TEXT,
    "name": TEXT,
    "definition": TEXT,
    "include": TEXT,
    "exclude": TEXT,
    "examples": TEXTS,
    "hotkey": TEXT,
    "colour": TEXT,
    "parent": TEXT,
    "priority": WHOLE,
    "codable": FLAG,
    "retired": FLAG,
    "becomes": TEXTS,
}
_VARIABLE = {
    "code": TEXT,
    "name": TEXT,
    "kind": TEXT,
    "level": TEXT,
    "definition": TEXT,
    "include": TEXT,
    "exclude": TEXT,
    "examples": TEXTS,
    "required": FLAG,
    "required_unless": TEXT,
    "minimum": NUMBER,
    "maximum": NUMBER,
    "steps": STEPS,
    "not_applicable": FLAG,
    "weight": NUMBER,
    "reversed": FLAG,
    "item_of": TEXT,
}
_LAYER = {"code": TEXT, "name": TEXT, "definition": TEXT}
_HEAD = {"title": TEXT, "version": TEXT, "language": TEXT, "note": TEXT, "authors": TEXTS}
_TYPES: Mapping[str, tuple[type, ...]] = {
    TEXT: (str,),
    FLAG: (bool,),
    WHOLE: (int,),
    NUMBER: (int, float),
    TEXTS: (list,),
    STEPS: (dict,),
}
_TYPE_NAMES = {
    TEXT: "text in quotes",
    FLAG: "true or false",
    WHOLE: "a whole number",
    NUMBER: "a number",
    TEXTS: "a list of texts",
    STEPS: "a table of numbers and texts",
}
# What the codebook calls its lists, and what TOML calls their members.
_TABLES = {
    "layers": "layer",
    "labels": "label",
    "attributes": "attribute",
    "categories": "category",
    "article_questions": "article_question",
    "outlet_questions": "outlet_question",
}
_STEP = re.compile("0|-?[1-9][0-9]{0,8}")


def read_toml(text: str) -> Codebook:
    """Return the codebook, or raise CodebookError with every problem in it, each with line and field."""
    data = _parsed(text)
    reader = _Reader()
    try:
        return reader.codebook(data)
    except CodebookError as error:
        raise _with_lines(error.problems, text) from None


def _parsed(text: str) -> dict[str, Any]:
    if len(text) > MAX_CODEBOOK:
        raise CodebookError([f"The codebook is longer than {MAX_CODEBOOK:,} characters."])
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        place = re.search(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$", str(fault))
        line = place[1] if place and place[1] else text.count("\n") + 1
        message = str(fault)[: place.start()] if place else str(fault)
        raise CodebookError([f"line {line}: this is not TOML. {message}."]) from None
    except (ValueError, RecursionError):
        # The parser lets these through for numbers of thousands of digits and lists in lists in lists.
        raise CodebookError(["The file holds a number or a nesting beyond all measure."]) from None


def _with_lines(problems: tuple[Problem, ...], text: str) -> CodebookError:
    lines = toml_lines(text)
    placed = []
    for problem in problems:
        path: Path = tuple(
            _TABLES.get(step, step) if isinstance(step, str) else step for step in problem.path
        )
        if len(path) == 1 and path[0] in _HEAD:
            path = ("codebook", *path)
        field = ".".join(step for step in path if isinstance(step, str))
        placed.append((line_of(lines, path), f"{field}: {problem.message}"))
    placed.sort(key=lambda place: place[0])
    return CodebookError([f"line {line}, {said}" for line, said in placed], problems)


class _Reader:
    """Goes through the parsed tables once, turning each into its part of the codebook."""

    def __init__(self) -> None:
        self.draft = CodebookDraft()

    def codebook(self, data: dict[str, Any]) -> Codebook:
        tables = ("layers", "article_questions", "outlet_questions")
        head = data.get("codebook", {})
        if not isinstance(head, dict):
            self.draft.report(("codebook",), "must be written as [codebook]")
            head = {}
        self._refuse_unknown((), data, ["codebook", *(_TABLES[name] for name in tables)])
        fields = self._fields(("codebook",), head, _HEAD)
        layers = [self._layer(path, table) for path, table in self._tables((), data, "layers")]
        questions = {
            name: [self._variable(path, table, unit) for path, table in self._tables((), data, name)]
            for name, unit in (("article_questions", "article"), ("outlet_questions", "outlet"))
        }
        return self.draft.codebook({**fields, "layers": layers, **questions})

    def _layer(self, path: Path, table: dict[str, Any]) -> Any:
        fields = self._fields(path, table, _LAYER, "labels", "attributes")
        labels = [self._category(inner, label) for inner, label in self._tables(path, table, "labels")]
        attributes = [
            self._variable(inner, attribute, "span")
            for inner, attribute in self._tables(path, table, "attributes")
        ]
        return self.draft.layer(
            path, {"definition": "", **fields, "labels": labels, "attributes": attributes}
        )

    def _variable(self, path: Path, table: dict[str, Any], unit: str) -> Any:
        fields = self._fields(path, table, _VARIABLE, "categories")
        categories = [self._category(inner, one) for inner, one in self._tables(path, table, "categories")]
        if "required_unless" in fields:
            fields["required_unless"] = fields["required_unless"].split("=", 1)
        return self.draft.variable(path, {"level": "", **fields, "unit": unit, "categories": categories})

    def _category(self, path: Path, table: dict[str, Any]) -> Any:
        return self.draft.category(path, self._fields(path, table, _CATEGORY))

    def _tables(self, path: Path, table: dict[str, Any], name: str) -> list[tuple[Path, dict[str, Any]]]:
        """Return the members of a list of tables with their paths."""
        members = table.get(_TABLES[name], [])
        if not isinstance(members, list) or not all(isinstance(member, dict) for member in members):
            self.draft.report((*path, name), f"must be written as [[{_TABLES[name]}]]")
            return []
        return [((*path, name, i), member) for i, member in enumerate(members)]

    def _fields(
        self, path: Path, table: dict[str, Any], known: Mapping[str, str], *lists: str
    ) -> dict[str, Any]:
        """Return the fields of the right type; report the others and what is not known."""
        self._refuse_unknown(path, table, [*known, *(_TABLES[name] for name in lists)])
        fields = {}
        for name, kind in known.items():
            if name not in table:
                continue
            value = table[name]
            if type(value) not in _TYPES[kind]:
                self.draft.report((*path, name), f"must be {_TYPE_NAMES[kind]}, not {kind_name(value)}")
            elif kind == STEPS:
                fields[name] = self._steps((*path, name), value)
            else:
                fields[name] = value
        return fields

    def _steps(self, path: Path, table: dict[str, Any]) -> dict[int, Any]:
        for number in table:
            if not _STEP.fullmatch(number):
                self.draft.report((*path, number), "a step is named by a whole number")
        return {int(number): label for number, label in table.items() if _STEP.fullmatch(number)}

    def _refuse_unknown(self, path: Path, table: dict[str, Any], known: list[str]) -> None:
        for name in table:
            if name not in known:
                self.draft.report((*path, name), f"is not known here. Known are {', '.join(known)}")
