"""Chains of voices: "Xi via Kremlin readout via Xinhua" is a speaker whose words came through carriers."""

from __future__ import annotations

import re
from dataclasses import dataclass

# "Speaker via carrier": the words move outwards. "Carrier reporting speaker": one step, said the other way.
_OUTWARDS = re.compile(r"\s+(?:via|through|as reported by|as quoted by|as cited by)\s+", re.IGNORECASE)
_INWARDS = re.compile(r"\s+(?:reporting|quoting|citing)\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Chain:
    """Who speaks, and through whom it came, from the speaker outwards."""

    speaker: str
    carriers: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " via ".join((self.speaker, *self.carriers))


def parse_chain(text: str) -> Chain:
    """Return the chain that a text tells; what cannot be read as one stays whole as the speaker.

    White space is collapsed. A text that goes both ways ("A reporting B via C") could mean two things, and
    is not taken apart; neither is one with an empty place, such as "via Xinhua".
    """
    whole = " ".join(text.split())
    # Spaces at both ends make an empty place visible.
    outwards, inwards = _OUTWARDS.split(f" {whole} "), _INWARDS.split(f" {whole} ")
    if len(outwards) > 1 and len(inwards) > 1:
        return Chain(whole)
    parts = [part.strip() for part in (outwards if len(outwards) > 1 else reversed(inwards))]
    if not all(parts):
        return Chain(whole)
    return Chain(parts[0], tuple(parts[1:]))
