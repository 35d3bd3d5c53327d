"""The spreadsheet-safe flavour: text that a spreadsheet would run as a formula is shielded, reversibly.

Quoting does not help: a spreadsheet removes the quotes first and then looks at the first character.
An apostrophe in front makes it show the text instead. A text that begins with an apostrophe of its own
gets one more, so that taking away exactly one apostrophe always gives back what was written.
"""

from __future__ import annotations

import re

APOSTROPHE = "'"

# What starts a formula (= + - @), their full-width twins, which some spreadsheets accept, the bar of DDE
# calls, and the white space that spreadsheets skip or that moves the rest into a cell of its own.
_RUNS = re.compile("'|\\s*[=+\\-@|\uff1d\uff0b\uff0d\uff20\\t\\r\\n]")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def shield(text: str) -> str:
    """Return the text with one apostrophe in front if a spreadsheet could run it, else as it is.

    A plain number such as -2 cannot run and stays a number.
    """
    if _RUNS.match(text) and not _NUMBER.fullmatch(text):
        return APOSTROPHE + text
    return text


def unshield(text: str) -> str:
    """Return what was given to `shield`."""
    return text.removeprefix(APOSTROPHE)
