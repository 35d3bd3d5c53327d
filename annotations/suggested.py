"""Suggestions: which articles of a round come without them, and what of a label came from one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from annotations.annotation import MarkedSpan

SUGGESTED, CHANGED = "prediction", "prediction-changed"
USUAL_SHARE = 10  # percent
_WHOLE = 2**64


def comes_without(seed: int, article: str, share: float) -> bool:
    """Say whether an article is among the random share that comes without suggestions.

    The same seed and article give the same answer whatever else is in the round, and an article without
    suggestions under a small share has none under a larger one either.
    """
    drawn = hashlib.sha256(f"{seed} suggestions {article}".encode()).digest()
    return int.from_bytes(drawn[:8], "big") < share * _WHOLE


def origins(item: Mapping[str, Any], span: MarkedSpan) -> dict[str, str]:
    """Return where a span and its values come from that was made of a suggestion, in Label Studio's words.

    Under the empty name stands the span itself: whether its place and label are as they were suggested. What
    was not suggested, such as a voice that its annotator added, is not in the answer.
    """
    place = (item["layer"], item["label"], item["start"], item["end"])
    as_it_was = place == (span.layer, span.label, span.start, span.end)
    values = {
        code: SUGGESTED if span.attributes[code] == value else CHANGED
        for code, value in item.get("attributes", {}).items()
        if code in span.attributes
    }
    return {"": SUGGESTED if as_it_was else CHANGED, **values}
