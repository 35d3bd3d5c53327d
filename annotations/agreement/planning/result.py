"""How many units a study needs, with everything the number rests on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SampleSize:
    """A number of units, or the reason why there is none.

    ``kind`` names what is counted: "unit", "article". ``inputs`` are the numbers that went in and
    ``assumptions`` the sentences that must be printed with the result.
    """

    purpose: str
    units: int | None
    reason: str
    kind: str
    source: str
    inputs: tuple[tuple[str, float | int | str], ...]
    assumptions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Simulated:
    """What studies drawn from the pilot's own pieces showed at one size.

    ``width`` is the mean width of their intervals, None where too many had none; ``without`` is the share
    that had none; ``above`` the share whose lower limit lay above the minimum, if one was asked for.
    """

    units: int
    studies: int
    seed: int
    width: float | None
    without: float
    above: float | None
