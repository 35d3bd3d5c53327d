"""The chain of changes: every stored change carries a hash of itself and of the one before it.

**Canonical form.** A value is written as JSON with keys sorted by code point, no white space, characters
as themselves rather than as escapes, and no NaN or infinity. Keys are text; whole numbers are written as
such, decimal ones in the shortest form that reads back equal. The same value thus gives the same text on
every machine and in every version.

**Chain.** ``hash = SHA-256(previous hash + LF + canonical row)``, written in hexadecimal. The first change of
an annotation has the empty text as its previous hash. A row altered, removed, added or moved therefore
breaks every hash from there on. The ``hash`` and ``previous_hash`` of a row are no part of what is hashed.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from typing import Any

from annotations.errors import NotCanonical

_LINKS = ("hash", "previous_hash")


def canonical(value: object) -> str:
    """Return the one JSON text of the value, or raise NotCanonical."""
    try:
        return json.dumps(
            _jsonable(value), ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
        )
    except RecursionError:
        raise NotCanonical("The value is nested too deeply to be written down.") from None


def change_hash(previous_hash: str, row: Mapping[str, Any]) -> str:
    """Return the hash of a change that follows the change of ``previous_hash`` ("" for the first)."""
    body = canonical({key: value for key, value in row.items() if key not in _LINKS})
    try:
        return hashlib.sha256(f"{previous_hash}\n{body}".encode()).hexdigest()
    except UnicodeEncodeError:
        raise NotCanonical("The change holds half a character (an unpaired surrogate).") from None


def verify_chain(rows: Iterable[Mapping[str, Any]]) -> int | None:
    """Return the first version whose row or place is not what its hash says, or None if all are sound.

    Rows come in order, each with ``version`` (1, 2, 3, ...) and ``hash`` beside what was hashed. A missing
    tail cannot be seen from inside the chain: compare the last hash with the one kept elsewhere.
    """
    previous = ""
    for expected, row in enumerate(rows, start=1):
        if row.get("version") != expected or not _follows(row, previous):
            return expected
        previous = row["hash"]
    return None


def _follows(row: Mapping[str, Any], previous: str) -> bool:
    if row.get("previous_hash", previous) != previous:
        return False
    try:
        return row.get("hash") == change_hash(previous, row)
    except NotCanonical:
        return False  # no such row was ever hashed


def _jsonable(value: object) -> object:
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise NotCanonical("The keys of a canonical value must be text.")
        return {key: _jsonable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_jsonable(item) for item in value]
    raise NotCanonical(f"{value!r:.80} has no canonical form.")
