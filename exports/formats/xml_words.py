"""Texts made fit for XML: what it cannot hold is replaced one for one, so that every offset stays."""

from __future__ import annotations

import re
from typing import Any

# What no XML 1.0 file can hold in any spelling (XML 1.0, fifth edition, section 2.2).
_UNSAYABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_IN_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_IN_ATTRIBUTE = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}
)


def is_sayable(text: str) -> bool:
    """Say whether XML can hold the text as it is."""
    return _UNSAYABLE.search(text) is None


def sayable(text: str) -> str:
    """Return the text with U+FFFD for each character that XML cannot hold."""
    return _UNSAYABLE.sub("\ufffd", text)


def in_text(text: str) -> str:
    """Return the text as it stands between tags."""
    return sayable(text).translate(_IN_TEXT)


def in_attribute(text: str) -> str:
    """Return the text as it stands between double quotes."""
    return sayable(text).translate(_IN_ATTRIBUTE)


def local(element: Any) -> str:
    """Return the name of an element without its namespace; empty for a comment."""
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""
