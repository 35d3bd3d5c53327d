"""Which codes of a REFI-QDA project stand for what was said, and what is said in words instead."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from annotations.codebook import Codebook, Variable
from exports.formats.marked import MarkedSpan, Reading, Value
from exports.formats.qda_codes import code_values, value_guid
from exports.formats.xml_words import is_sayable


class Coded:
    """Which codes stand for which values."""

    def __init__(self, codebook: Codebook, project: str) -> None:
        self._project, self._codebook = project, codebook
        self._known: dict[tuple[str, str], Mapping[str, str]] = {}

    def of_span(self, span: MarkedSpan) -> tuple[list[str], str]:
        """Return the codes of a span, its label first, and the lines with what is no code."""
        layer = self._codebook.layer(span.layer)
        found = list(self.codes(layer.code, layer.label_variable, span.label) or ())
        lines = []
        for name, value in span.values.items():
            codes = self.codes(layer.code, layer.attribute(name), value)
            if codes is None:
                lines.append(f"{name} = {_json(value)}")
            else:
                found.extend(codes)
        return found, "\n".join(lines)

    def answers(self, reading: Reading) -> Iterator[tuple[Variable, Value]]:
        """Yield the answers with their questions."""
        for name, value in reading.answers.items():
            yield self._codebook.article_question(name), value

    def codes(self, layer: str, variable: Variable, value: Value) -> list[str] | None:
        """Return the codes of a value; None where it is written otherwise."""
        known = self._known.get((layer, variable.code))
        if known is None:
            known = {
                one: value_guid(self._project, layer, variable.code, one) for one in code_values(variable)
            }
            self._known[layer, variable.code] = known
        values = [str(value)] if isinstance(value, (str, int, float)) else list(value)
        return [known[one] for one in values] if values and all(one in known for one in values) else None


def _json(value: Value) -> str:
    said = json.dumps(value, ensure_ascii=False)
    return said if is_sayable(said) else json.dumps(value)
