"""What the values of many annotators say together, and how far each annotator goes with them."""

from dataclasses import dataclass

from annotations.agreement.intervals import Plan
from annotations.agreement.truth import Truth, dawid_skene, mace, majority
from annotations.reliability import ReliabilityData

# Beyond this a page would take too long: units times annotators times categories.
MOST_CELLS = 300_000


@dataclass(frozen=True, eq=False)
class Truths:
    """The same units by three methods, and how often they choose another value than the majority."""

    by_method: tuple[Truth, ...]
    ties: int
    units: int

    @property
    def annotators(self) -> tuple[str, ...]:
        """Everybody of whom a method says how far they are right."""
        named = (one.annotator for truth in self.by_method for one in truth.annotators)
        return tuple(sorted(set(named)))

    def apart(self, truth: Truth) -> int:
        """Return in how many units a method decides otherwise than a majority without a tie."""
        first = self.by_method[0].chosen
        return int(((first >= 0) & (truth.chosen >= 0) & (first != truth.chosen)).sum())


def of(data: ReliabilityData, plan: Plan) -> Truths | None:
    """Return the truth from many for values that are names; none for numbers, sets and stretches of text."""
    cells = len(data.units) * len(data.annotators) * max(1, len(data.categories))
    if data.level not in ("nominal", "ordinal") or data.sizes is not None or cells > MOST_CELLS:
        return None
    if data.annotators_of(1) < 2:
        return None
    found = (majority(data, plan=plan), dawid_skene(data, plan=plan), mace(data, plan=plan))
    return Truths(found, len(found[0].ties), len(data.units))
