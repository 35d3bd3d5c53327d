"""Which articles of a round come without suggestions, so that the pull of suggestions can be measured."""

from __future__ import annotations

import hashlib

USUAL_SHARE = 10  # percent
_WHOLE = 2**64


def comes_without(seed: int, article: str, share: float) -> bool:
    """Say whether an article is among the random share that comes without suggestions.

    The same seed and article give the same answer whatever else is in the round, and an article without
    suggestions under a small share has none under a larger one either.
    """
    drawn = hashlib.sha256(f"{seed} suggestions {article}".encode()).digest()
    return int.from_bytes(drawn[:8], "big") < share * _WHOLE
