"""What each disagreement takes from alpha, so that a team can talk about the dearest one first.

Alpha is 1 minus a sum over units of the distances within them (Krippendorff 2011, pp. 2-6). A disagreement
about a label, an attribute or an answer is such a unit. One about finding or borders is a stretch of
characters: those that the silent did not mark, and those that only some of the others did. Where marks of
different findings lie over each other, characters count for both, so that the sum is a little too high.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from annotations.agreement.costs.tables import Coincidences
from annotations.decisions.disagreements import Disagreement
from annotations.decisions.subject import BORDERS, FOUND, LABEL, Subject
from annotations.reliability.questions import hashable


@dataclass(frozen=True)
class Costs:
    """What disagreements of a study take from alpha.

    ``tables`` has the coincidences of every label, attribute and question by kind and code (a layer's for
    its label); ``characters`` what one character apart takes from the alpha of characters, by layer.
    """

    tables: Mapping[tuple[str, str], Coincidences]
    characters: Mapping[str, float | None]
    _places: dict[tuple[str, str], dict[Hashable, int]] = field(default_factory=dict, repr=False)

    def of(self, disagreement: Disagreement) -> float | None:
        """Return the cost in units of its alpha, None where that alpha is undefined."""
        subject = disagreement.subject
        if subject.kind in (FOUND, BORDERS):
            scale = self.characters.get(subject.layer)
            return None if scale is None else scale * characters_apart(subject)
        return self._of_values(disagreement)

    def _of_values(self, disagreement: Disagreement) -> float | None:
        subject = disagreement.subject
        key = subject.kind, subject.layer if subject.kind == LABEL else subject.variable
        table = self.tables.get(key)
        if table is None or not table.expected_disagreement > 0:
            return None
        known = self._places.setdefault(key, {one: place for place, one in enumerate(table.categories)})
        given = [
            known[value]
            for option in disagreement.options
            for value in (hashable(option.value),) * len(option.coders)
            if value in known
        ]
        if len(given) < 2:
            return 0.0
        apart = sum(2 * float(table.distances[one, other]) for one, other in combinations(given, 2))
        return apart / (len(given) - 1) / table.expected_disagreement


def characters_apart(subject: Subject) -> float:
    """Return how many characters are apart on finding or borders; every two annotators weigh 1 / (m - 1)."""
    spans = [mark.span for mark in subject.marks]
    silent, everybody = len(subject.silent), len(spans) + len(subject.silent)
    if everybody < 2:
        return 0.0
    apart = 0
    for start, end in pairwise(sorted({edge for span in spans for edge in (span.start, span.end)})):
        covering = sum(span.start <= start and end <= span.end for span in spans)
        others = silent if subject.kind == FOUND else len(spans) - covering
        apart += (end - start) * covering * others
    return apart / (everybody - 1)
