"""The words of a mark of several parts: one quote for all of them, cut by the lengths of the parts."""

from __future__ import annotations

from collections.abc import Sequence

from exports.formats.incoming import Unreadable


def parted(quote: str, pairs: Sequence[tuple[int, int]]) -> list[str]:
    """Return the quote of each part; between two parts stands one space.

    The lengths count what the offsets of the file count, which is not known yet: code points, UTF-16 units
    or bytes, with exclusive or inclusive end. The first way in which they add up to the quote is taken.
    """
    if len(pairs) == 1:
        return [quote]
    for encoding, width in (("utf-32-le", 4), ("utf-16-le", 2), ("utf-8", 1)):
        for more in (0, 1):
            cut = _cut(
                quote.encode(encoding), [width * (end - start + more) for start, end in pairs], encoding
            )
            if cut is not None:
                return cut
    raise Unreadable("Its text is not as long as its parts.")


def _cut(raw: bytes, lengths: Sequence[int], encoding: str) -> list[str] | None:
    space = " ".encode(encoding)
    if any(length <= 0 for length in lengths) or sum(lengths) + len(space) * (len(lengths) - 1) != len(raw):
        return None
    parts, at = [], 0
    for length in lengths:
        if at and raw[at - len(space) : at] != space:
            return None
        parts.append(raw[at : at + length])
        at += length + len(space)
    try:
        return [part.decode(encoding) for part in parts]
    except UnicodeDecodeError:
        return None
