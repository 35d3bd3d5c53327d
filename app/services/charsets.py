"""Which encoding bytes have that do not say it and are not UTF-8."""

from __future__ import annotations

USUAL = "windows-1252"
# Below so many bytes beyond ASCII any guess would be made of air.
ENOUGH = 48
LOOKED_AT = 200_000


def guessed(raw: bytes) -> str:
    """Return the encoding that bytes seem to have; Windows-1252 where too little speaks for another."""
    sample = raw[:LOOKED_AT]
    if sum(byte > 127 for byte in sample) < ENOUGH:
        return USUAL
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    # It cannot tell the western tables from each other, and pages in them mean this one.
    if best is None or best.encoding in {"cp1252", "latin_1", "cp1250", "iso8859_15", "mac_roman", "cp850"}:
        return USUAL
    return best.encoding.replace("_", "-")
