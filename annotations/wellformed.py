"""What any piece of text from outside must satisfy before it may be kept."""

from __future__ import annotations

import re

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
# RFC 5646 without extensions: browsers refuse to read words by a tag that is not well formed.
LANGUAGE = re.compile(
    r"[A-Za-z]{2,3}(?:-[A-Za-z]{3})?(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*"
)
UID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def text_fault(value: object, limit: int) -> str | None:
    """Return why the value is no storable text of at most ``limit`` characters, or None if it is.

    NUL cannot be stored by every database and unpaired surrogates cannot be written as UTF-8.
    """
    if not isinstance(value, str):
        return f"must be text, not {kind_name(value)}"
    if len(value) > limit:
        return f"must have at most {limit:,} characters, not {len(value):,}"
    if "\0" in value:
        return "must not hold the character NUL"
    return "must not hold half a character (an unpaired surrogate)" if _holds_half(value) else None


def _holds_half(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def code_fault(value: object) -> str | None:
    """Return why the value cannot be a code, or None if it can."""
    if not isinstance(value, str):
        return f"must be text, not {kind_name(value)}"
    if not CODE.fullmatch(value):
        return (
            f"must be 1 to 64 of the letters A-Z and a-z, digits, dot, dash and underscore, "
            f"and start with a letter or digit, not {value[:80]!r}"
        )
    return None


def kind_name(value: object) -> str:
    """Name the kind of a JSON or TOML value in everyday words."""
    names = {bool: "true or false", int: "a whole number", float: "a decimal number", str: "text"}
    names |= {list: "a list", tuple: "a list", dict: "a table", type(None): "nothing"}
    return names.get(type(value), f"a {type(value).__name__}")
