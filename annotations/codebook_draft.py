"""Building a codebook from a file while collecting every fault, so that a person mends them all at once.

What is refused is reported with its place and replaced by a sound stand-in, so that the checks further out
still run and find the faults between the parts that are sound.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from annotations.codebook import Category, Codebook, Layer, Variable
from annotations.errors import CodebookError, Problem

Path = tuple[str | int, ...]
Fields = Mapping[str, Any]
T = TypeVar("T")


class CodebookDraft:
    """The parts of a codebook that is being read, and the problems found in it so far.

    A path leads to its place in the codebook, as in ("layers", 0, "labels", 3, "hotkey").
    """

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._unnamed = 0

    def report(self, path: Path, message: str) -> None:
        """Note a fault that the reader itself has found."""
        self.problems.append(Problem(path, message))

    def category(self, path: Path, fields: Fields) -> Category:
        """Return the category, or its sound fields under a stand-in for the others."""
        sound, faulty = self._attempt(Category, path, self._named(path, fields))
        return sound or Category(**{**self._stand_in(), **_without(fields, faulty)})

    def variable(self, path: Path, fields: Fields) -> Variable:
        """Return the variable, or a stand-in that makes no further trouble."""
        named = self._named(path, fields)
        self._need(path, fields, "kind")
        if "kind" not in fields:
            return self._blank_variable(named)
        sound, faulty = self._attempt(Variable, path, named)
        return sound or self._blank_variable(_without(named, faulty))

    def layer(self, path: Path, fields: Fields) -> Layer:
        """Return the layer, or a stand-in with its code and, if they are sound, its labels."""
        named = self._named(path, fields)
        sound, faulty = self._attempt(Layer, path, named)
        if sound:
            return sound
        code = {**self._stand_in(), **_without(named, faulty)}["code"]
        try:
            return Layer(code, "Stand-in", "", fields["labels"])
        except CodebookError:
            return Layer(code, "Stand-in", "", (Category("any", "Any"),))

    def codebook(self, fields: Fields) -> Codebook:
        """Return the whole, or raise CodebookError with every problem, as yet without lines."""
        given = {"title": "Untitled", "version": "0", **fields}
        self._need(("codebook",), fields, "title", "version")
        sound, _ = self._attempt(Codebook, (), given)
        if sound and not self.problems:
            return sound
        raise CodebookError([str(problem) for problem in self.problems], self.problems)

    def _attempt(self, cls: type[T], path: Path, fields: Fields) -> tuple[T | None, set[str | int]]:
        try:
            return cls(**fields), set()
        except CodebookError as error:
            self.problems.extend(problem.under(*path) for problem in error.problems)
            return None, {problem.path[0] for problem in error.problems}

    def _named(self, path: Path, fields: Fields) -> dict[str, Any]:
        """Fill in a missing code or name, after reporting it."""
        self._need(path, fields, "code", "name")
        return {**self._stand_in(), **fields}

    def _need(self, path: Path, fields: Fields, *names: str) -> None:
        """Report what is missing, unless it is there with a wrong type and was reported for that."""
        reported = {problem.path for problem in self.problems}
        for name in names:
            if name not in fields and (*path, name) not in reported:
                self.report((*path, name), "is missing")

    def _stand_in(self) -> dict[str, Any]:
        self._unnamed += 1
        return {"code": f"unnamed-{self._unnamed}", "name": "Unnamed"}

    def _blank_variable(self, fields: Fields) -> Variable:
        code = fields.get("code", "")
        try:
            return Variable(code, "Stand-in", fields["unit"], "text", "", required=False)
        except CodebookError:
            return Variable(self._stand_in()["code"], "Stand-in", fields["unit"], "text", "", required=False)


def _without(fields: Fields, faulty: Iterable[str | int]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name not in set(faulty)}
