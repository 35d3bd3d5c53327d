"""The codebook of a table of spans: the labels and attributes that occur, under names that can be codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from annotations.categories import NOT_APPLICABLE
from annotations.codebook import Category, Codebook, Layer, Variable
from annotations.wellformed import code_fault

LAYER = "spans"
# An attribute with more values than this is a text that nobody chose from a list.
MANY_VALUES = 50
_RESERVED = (NOT_APPLICABLE,)


class Codes:
    """Gives every text a code: the text itself where it can be one, else what is left of it."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self.texts: dict[str, str] = {}
        self._taken = set(taken)

    def code(self, text: str) -> str:
        """Return the code of a text, the same one each time."""
        if text not in self.texts:
            plain = text if code_fault(text) is None else _code_like(text)
            code, number = plain, 2
            while code in self._taken:
                code, number = f"{plain[:58]}.{number}", number + 1
            self._taken.add(code)
            self.texts[text] = code
        return self.texts[text]

    def categories(self) -> tuple[Category, ...]:
        """Return the texts as categories, in the order of their codes."""
        found = (Category(code, text[:200]) for text, code in self.texts.items())
        return tuple(sorted(found, key=lambda category: category.code))


class SpanCodes:
    """Collects the labels and the values of attributes, and makes a codebook of them."""

    def __init__(self, names: Iterable[str]) -> None:
        self.labels = Codes(_RESERVED)
        self._names = Codes((*_RESERVED, LAYER))
        self._values = {name: Codes(_RESERVED) for name in names}

    def label(self, text: str) -> str:
        """Return the code of a label."""
        return self.labels.code(text)

    def attributes(self, said: Mapping[str, str]) -> dict[str, str]:
        """Return the codes of the values by the codes of their attributes."""
        return {self._names.code(name): self._values[name].code(value) for name, value in said.items()}

    def codebook(self) -> Codebook:
        """Return a codebook of one layer."""
        attributes = tuple(
            Variable(
                self._names.code(name), name[:200], "span", "choice", "nominal", categories=codes.categories()
            )
            for name, codes in self._values.items()
            if _comparable(codes)
        )
        layer = Layer(LAYER, "Spans", "", self.labels.categories(), attributes)
        return Codebook("Spans of a file", "-", layers=(layer,))

    def remarks(self) -> Iterator[str]:
        """Yield what was changed or left out."""
        codes = [self.labels, self._names, *self._values.values()]
        changed = [
            f"{code} for {text!r}" for one in codes for text, code in one.texts.items() if code != text
        ]
        if changed:
            more = f" and {len(changed) - 10} more" if len(changed) > 10 else ""
            yield f"written as codes: {', '.join(changed[:10])}{more}"
        passed = [name for name, values in self._values.items() if not _comparable(values)]
        if passed:
            yield f"not compared, having no values or more than {MANY_VALUES}: {', '.join(passed)}"


def _comparable(codes: Codes) -> bool:
    return 0 < len(codes.texts) <= MANY_VALUES


def _code_like(text: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9._-]+", "_", text).strip("._-")
    return plain[:60] or "label"
