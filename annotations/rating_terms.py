"""What raters of outlets are asked beside the questions of the codebook, and an answer with its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from annotations.frozen import FrozenMapping
from annotations.variables import Value

FAMILIARITY: Mapping[int, str] = FrozenMapping(
    {0: "not at all", 1: "by name", 2: "read it now and then", 3: "read it regularly"}
)
TRUST: Mapping[int, str] = FrozenMapping(
    {1: "not at all", 2: "hardly", 3: "rather not", 4: "half", 5: "rather", 6: "mostly", 7: "fully"}
)
CONFIDENCE: Mapping[int, str] = FrozenMapping({1: "could well be otherwise", 2: "fairly sure", 3: "sure"})
LONGEST_LINK, LONGEST_NOTE = 2_000, 10_000


@dataclass(frozen=True)
class Said:
    """One answer with its evidence; a value of None is no answer."""

    value: Value | None = None
    evidence_url: str = ""
    evidence_note: str = ""
    confidence: int | None = None
    assessed_on: str = ""
