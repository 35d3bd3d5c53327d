"""Quotes as Label Studio writes them, and texts with markup as it counts them."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BREAKS = re.compile(r"\\n|[\r\n]")


def same_words(quote: str, piece: str) -> bool:
    """Say whether a quote is that piece of text; Label Studio writes a line break as backslash and n."""
    return quote == piece or _BREAKS.sub("", quote) == _BREAKS.sub("", piece)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def words_of_html(markup: str) -> str:
    """Return the text between the tags, with nothing between blocks, as ``globalOffsets`` count it."""
    reader = _Words()
    reader.feed(markup)
    reader.close()
    return "".join(reader.parts)
