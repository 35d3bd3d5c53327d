"""Files of words without offsets: their words are found one after another in the frozen text."""

from __future__ import annotations

from dataclasses import replace

from exports.formats.marked import FoundReading, FoundSpan, Trouble


def placed(reading: FoundReading, text: str, troubles: list[Trouble]) -> FoundReading | None:
    """Return the reading with spans that count code points; None where the words are not those of the text.

    Between two words there may only be white space. A span counts words: ``start`` is its first one,
    ``end`` the first one after it.
    """
    places, at = [], 0
    for number, word in enumerate(reading.words or (), 1):
        start = _skip(text, at)
        if not word or not text.startswith(word, start):
            there = text[start : start + 40]
            troubles.append(Trouble(reading.file, f"word {number}", f"The text has {there!r}, not {word!r}."))
            return None
        at = start + len(word)
        places.append((start, at))
    if _skip(text, at) < len(text):
        troubles.append(
            Trouble(reading.file, "last word", f"The text goes on with {text[_skip(text, at) :][:40]!r}.")
        )
        return None
    spans = [_placed(span, places, text) for span in reading.spans]
    return replace(reading, spans=tuple(spans), words=None, text=None)


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _placed(span: FoundSpan, places: list[tuple[int, int]], text: str) -> FoundSpan:
    start, end = places[span.start][0], places[span.end - 1][1]
    return replace(span, start=start, end=end, quote=text[start:end])
