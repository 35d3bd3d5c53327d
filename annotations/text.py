"""The frozen text of an article: how bytes become it, and how positions in it are counted.

Offsets are Unicode code points everywhere. Browsers count UTF-16 units, so their offsets are converted here
and at the page's edge. Nothing but the line ends is ever altered: every stored quote must stay a slice.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from annotations.errors import OutsideText, UndecodableText
from annotations.paragraphs import Paragraph, paragraphs
from annotations.wellformed import text_fault

__all__ = [
    "MAX_TEXT",
    "Decoded",
    "Paragraph",
    "code_point_offset",
    "decode",
    "fingerprint",
    "freeze",
    "named_encoding",
    "paragraphs",
    "utf16_offset",
]

MAX_TEXT = 2_000_000

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_NEWLINE = re.compile("\r\n?")
# What UTF-8 quotes and accents look like after somebody has read them as Windows-1252.
_MOJIBAKE = re.compile(
    "â€[\u2122\u0153\u0153\u201c\u201d\u009d\u02dc\u00a6]?|Ã[\u0080-\u00bf]|Â[\u00a0-\u00bf]"
)


@dataclass(frozen=True)
class Decoded:
    """A text ready to be frozen, the encoding its bytes had, and what a person should look at."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


def named_encoding(raw: bytes) -> str:
    """Return the encoding that a byte order mark names; empty without one."""
    return next((encoding for mark, encoding in _MARKS if raw.startswith(mark)), "")


def decode(raw: bytes, otherwise: Callable[[bytes], str] = lambda _: "windows-1252") -> Decoded:
    """Return the text of a file, or raise UndecodableText.

    A byte order mark names the encoding and is dropped. Without one the bytes are UTF-8 or, failing that,
    in the encoding that `otherwise` makes of them, with a warning.
    """
    if len(raw) > 4 * (MAX_TEXT + 1):
        raise UndecodableText(f"The text is longer than {MAX_TEXT:,} characters.")
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return _frozen(_strictly(raw[len(mark) :], encoding), encoding)
    try:
        return _frozen(raw.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        encoding = otherwise(raw)
        name = encoding.capitalize() if encoding.startswith("windows") else encoding
        doubt = f"The file is not UTF-8 and was read as {name}. Check its quotes and accents."
        return _frozen(_strictly(raw, encoding), encoding, doubt)


def freeze(text: str) -> Decoded:
    """Return a text that arrived as characters, in a table or a form, under the rules of ``decode``."""
    return _frozen(text, "")


def fingerprint(text: str) -> str:
    """Return the SHA-256 of the text in UTF-8, in hexadecimal: equal texts have equal fingerprints."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def utf16_offset(text: str, code_point_offset: int) -> int:
    """Return how many UTF-16 units lie before a position counted in code points."""
    _need_position(code_point_offset, len(text))
    return len(text[:code_point_offset].encode("utf-16-le")) // 2


def code_point_offset(text: str, utf16_offset: int) -> int:
    """Return how many code points lie before a position counted in UTF-16 units.

    A position between the two halves of one character raises OutsideText, as does one beyond the text.
    """
    # A code point takes at least one unit, so the position cannot lie further on in the text.
    units = text[: max(utf16_offset, 0) + 1 if type(utf16_offset) is int else 0].encode("utf-16-le")
    _need_position(utf16_offset, len(units) // 2)
    try:
        return len(units[: 2 * utf16_offset].decode("utf-16-le"))
    except UnicodeDecodeError:
        raise OutsideText(f"The offset {utf16_offset} lies inside a character.") from None


def _need_position(offset: int, length: int) -> None:
    if type(offset) is not int or not 0 <= offset <= length:
        raise OutsideText(f"There is no position {offset!r} in this text.")


def _strictly(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as fault:
        where = f"byte {fault.start + 1:,} of the file cannot be read as {encoding}"
        raise UndecodableText(f"The file is no text that can be read: {where}.") from None


def _frozen(text: str, encoding: str, *warnings: str) -> Decoded:
    if "\r" in text:
        text = _NEWLINE.sub("\n", text)
    if fault := text_fault(text, MAX_TEXT):
        raise UndecodableText(f"The text {fault}.")
    if text.isspace() or not text:
        raise UndecodableText("There is no text in it.")
    if not text.isascii() and (found := _MOJIBAKE.search(text)):
        warnings += (f"Some characters look as if they had been decoded wrongly before, such as {found[0]}.",)
    if "\ufffd" in text:
        warnings += ("Some characters were lost before and are shown as \ufffd.",)
    return Decoded(text, encoding, warnings)
