"""Computes every coefficient of agreement.csv again and prints it beside the one that is printed there.

Run it in the folder of an unpacked archive: python3 -m recompute. It needs Python 3.10 or later and no
package, and exits with 1 if a value differs.
"""

from __future__ import annotations

import io
import sys
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from . import unitizing
from .alpha import alpha, percent
from .found import f1
from .gamma import Disorder
from .matched import Matched
from .stretches import Layer, shared
from .tables import Round, Row, Scope, rounds_of, rows_of, scope_of

WITHOUT_TEXTS = "not computed: words need the texts"
OTHER_ROWS = "not computed: made of other rows"
BY_CHANCE = "not computed: chance left out articles that no table names"
UNKNOWN = "not computed: no definition here"
SAME, DIFFERENT = "same", "DIFFERENT"
NEAR = 1e-6


class Recomputed:
    """The values of one round, from its judgements."""

    def __init__(self, one: Round) -> None:
        self.round = one
        self.layer = lru_cache(None)(lambda code: Layer(one, code))
        self.matched = lru_cache(None)(lambda code: Matched(self.layer(code)))
        self.disorder = lru_cache(None)(lambda code, scope: Disorder(self.layer(code), scope))
        self.sums = lru_cache(None)(
            lambda code, scope, label: unitizing.of_layer(self.layer(code), scope, label)
        )

    def value(self, row: Row, scope: Scope) -> float | None:
        """Return the value of a row, None where it is undefined, or raise KeyError for an unknown one."""
        return _QUESTIONS[row["question"]](self, row, scope)

    def needs_texts(self, row: Row) -> bool:
        """Say whether a row is about words and the texts are not here."""
        if "word" not in row["variant"] and row["question"] != "words":
            return False
        return not self.layer(row["variable"].partition(".")[0]).words_known

    def left_by_chance(self, row: Row, scope: Scope) -> bool:
        """Say whether the program left out articles since none of their random texts had aligned units."""
        if row["coefficient"] not in ("gamma-cat", "gamma-k") or not row["value"]:
            return False
        articles = self.disorder(row["variable"], scope).articles(row["label"])
        return articles != int(row["articles"])

    def answers(self, row: Row, scope: Scope) -> float | None:
        """Return how far answers agree, or whether a category was among them."""
        units = []
        for article in sorted(scope.articles):
            told = [
                self.round.answers.get((article, name, row["variable"]))
                for name in sorted(self.round.coders[article])
                if name in scope.annotators
            ]
            values = [value for value in told if value is not None]
            chosen = row["question"] == "chosen"
            units.append(([row["label"] in value for value in values] if chosen else values, 1))
        return self._measured(row, units, row["variable"])

    def present(self, row: Row, scope: Scope) -> float | None:
        """Return how far annotators agree that a label is present in an article."""
        layer = self.layer(row["variable"])
        units = [
            ([bool(layer.ranges(article, name, row["label"])) for name in people], 1)
            for article, people in self._coders(layer, scope)
        ]
        return self._measured(row, units)

    def marked(self, row: Row, scope: Scope) -> float | None:
        """Return how far they agree on the characters or words that carry a label."""
        layer, in_words = self.layer(row["variable"]), row["question"] == "words"
        ranges = layer.in_words if in_words else layer.ranges
        units: list[Any] = []
        for article, people in self._coders(layer, scope):
            size = layer.size(self.round.articles[article], in_words=in_words)
            units += shared([ranges(article, name, row["label"]) for name in people], size)
        return self._measured(row, units)

    def said_of_matched(self, row: Row, scope: Scope) -> float | None:
        """Return how far labels or attributes of matched spans agree."""
        layer, _, attribute = row["variable"].partition(".")
        units = self.matched(layer).units(scope, attribute, row["label"])
        return self._measured(row, list(units), row["variable"])

    def found(self, row: Row, scope: Scope) -> float | None:
        """Return span F1."""
        return f1(self.layer(row["variable"]), scope, row["label"], row["variant"])

    def borders(self, row: Row, scope: Scope) -> float | None:
        """Return a figure about borders."""
        return self.matched(row["variable"]).border(scope, row["variant"])

    def unitized(self, row: Row, scope: Scope) -> float | None:
        """Return a coefficient of units and gaps."""
        name, label = row["coefficient"], row["label"]
        of = self.sums
        if name == "u-alpha":
            return unitizing.u_alpha(of(row["variable"], scope, label or None))
        if name == "|u-alpha":
            return unitizing.binary_alpha(of(row["variable"], scope, "*"))
        apart = of(row["variable"], scope, None)
        if name == "cu-alpha":
            return unitizing.cu_alpha(apart)
        if name == "(k)u-alpha":
            return unitizing.k_alpha(apart, label)
        return unitizing.label_coverage(apart, label) if label else unitizing.coverage(apart)

    def aligned(self, row: Row, scope: Scope) -> float | None:
        """Return a coefficient of aligned spans; its expected disorder is taken from the row."""
        disorder = self.disorder(row["variable"], scope)
        observed = disorder.overall() if row["coefficient"] == "gamma" else disorder.categorical(row["label"])
        return None if observed is None or not row["expected"] else 1 - observed / float(row["expected"])

    def _coders(self, layer: Layer, scope: Scope) -> list[tuple[str, list[str]]]:
        return [
            (article, [name for name in by_annotator if name in scope.annotators])
            for article, by_annotator in layer.marks.items()
            if article in scope.articles
        ]

    def _measured(self, row: Row, units: list[Any], name: str = "") -> float | None:
        if row["coefficient"] == "percent agreement":
            return percent(units)
        return alpha(units, row["level"], self.round.orders.get(name, ()))


_QUESTIONS: dict[str, Callable[[Recomputed, Row, Scope], float | None]] = {
    "answer": Recomputed.answers,
    "set of answers": Recomputed.answers,
    "chosen": Recomputed.answers,
    "present in the article": Recomputed.present,
    "characters": Recomputed.marked,
    "words": Recomputed.marked,
    "spans found": Recomputed.found,
    "borders": Recomputed.borders,
    "label of matched spans": Recomputed.said_of_matched,
    "attribute of matched spans": Recomputed.said_of_matched,
    "units and gaps": Recomputed.unitized,
    "spans aligned": Recomputed.aligned,
}


def compared(row: Row, rounds: dict[str, Recomputed]) -> tuple[float | None, str]:
    """Return the value of a row computed again, and what that says of the printed one."""
    one = rounds[row["round"]]
    scope = scope_of(one.round, row)
    if scope is None:
        return None, OTHER_ROWS
    if one.needs_texts(row):
        return None, WITHOUT_TEXTS
    if one.left_by_chance(row, scope):
        return None, BY_CHANCE
    try:
        value = one.value(row, scope)
    except KeyError:
        return None, UNKNOWN
    printed = float(row["value"]) if row["value"] else None
    if value is None or printed is None:
        return value, SAME if value is printed else DIFFERENT
    return value, SAME if abs(value - printed) <= NEAR else DIFFERENT


def main(folder: Path) -> int:
    """Print all rows and what came of them; return 1 if a value differs."""
    rounds = {name: Recomputed(one) for name, one in rounds_of(folder).items()}
    names = ("round", "scope", "outlet", "event", "week", "annotator_1", "annotator_2", "variable", "label")
    shown = (*names, "question", "coefficient", "variant")
    write = sys.stdout.write
    write("\t".join((*shown, "printed", "computed", "verdict")) + "\n")
    verdicts: Counter[str] = Counter()
    for row in rows_of(folder, "agreement.csv"):
        value, verdict = compared(row, rounds)
        verdicts[verdict] += 1
        told = "undefined" if value is None else repr(value)
        write("\t".join([row[name] for name in shown] + [row["value"] or "undefined", told, verdict]) + "\n")
    for verdict, count in verdicts.most_common():
        sys.stderr.write(f"{count:>8,} {verdict}\n")
    return 1 if verdicts[DIFFERENT] else 0


if __name__ == "__main__":
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # names may be in any script, whatever the terminal thinks
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path()))
