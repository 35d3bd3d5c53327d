"""JSON from outside: read strictly, so that what is stored is what was sent."""

import json
import math
from typing import Any

MAX_DIGITS = 20


class BadJson(ValueError):
    """The body is not the JSON that was asked for; the message says why."""


def read(body: bytes) -> dict[str, Any]:
    """Return the object that the body holds, as strictly as `anything`.

    Raises:
        BadJson: says what is wrong, and where if that is known.
    """
    value = anything(body)
    if not isinstance(value, dict):
        raise BadJson("The body must be a JSON object.")
    return value


def anything(body: bytes) -> Any:
    """Return the JSON value that the body is.

    Refused are what lenient readers take: keys given twice, NaN and infinity, numbers too large to
    be kept, nesting without end, and half characters.

    Raises:
        BadJson: says what is wrong, and where if that is known.
    """
    try:
        value = _DECODER.decode(body.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise BadJson(f"The body is not UTF-8 (byte {error.start}).") from None
    except json.JSONDecodeError as error:
        raise BadJson(f"The body is not JSON: {error.msg} (character {error.pos}).") from None
    except RecursionError:
        raise BadJson("The body is nested too deeply.") from None
    if b"\\u" in body:
        _check_characters(value)
    return value


def _check_characters(value: Any) -> None:
    """Only escapes can bring half characters into JSON that was valid UTF-8."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise BadJson("The body holds half a character (an unpaired surrogate).") from None
    except RecursionError:
        raise BadJson("The body is nested too deeply.") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise BadJson(f"The key {twice[:80]!r} is given twice.")
    return table


def _whole(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise BadJson(f"A number has more than {MAX_DIGITS} digits.")
    return int(digits)


def _decimal(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise BadJson("A number is too large.")
    return number


def _no_number(name: str) -> float:
    raise BadJson(f"{name} is not a number that JSON knows.")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_once, parse_int=_whole, parse_float=_decimal, parse_constant=_no_number
)
