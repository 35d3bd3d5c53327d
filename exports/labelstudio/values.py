"""What the value of a result may be, by the tag of its control."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from annotations.frozen import FrozenMapping
from exports.labelstudio.model import Control

MAX_CHOSEN = 1_000


def value_fault(control: Control, value: Mapping[str, Any]) -> str | None:
    """Return why the value is none that the control can give, or None."""
    key = "text" if control.type == "textarea" else "selected" if control.type == "pairwise" else control.type
    if key not in value:
        return f"its value has no {key!r}"
    return _CHECKS[control.tag](control, value[key])


def _labels(control: Control, given: object) -> str | None:
    if fault := _flat(control, given):
        return fault
    return None if given else "it has no label"


def _choices(control: Control, given: object) -> str | None:
    if control.nested and isinstance(given, list) and any(isinstance(one, list) for one in given):
        return _paths(control, given)
    return _flat(control, given)


def _flat(control: Control, given: object) -> str | None:
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        return f"“{control.name}” takes a list of texts"
    known = {option.stored for option in control.options}
    unknown = [one for one in given if one not in known]
    if unknown:
        return f"{unknown[0][:80]!r} is no option of “{control.name}”"
    return _how_many(control, given)


def _paths(control: Control, given: object) -> str | None:
    if not isinstance(given, list) or not all(_is_path(one) for one in given):
        return f"“{control.name}” takes a list of paths"
    unknown = [path for path in given if tuple(path) not in control.by_path]
    if unknown:
        return f"“{control.name}” has no {' > '.join(unknown[0])[:200]!r}"
    return _how_many(control, [tuple(path) for path in given])


def _is_path(given: object) -> bool:
    return isinstance(given, list) and bool(given) and all(isinstance(step, str) for step in given)


def _how_many(control: Control, given: Sequence[object]) -> str | None:
    if len(set(given)) < len(given):
        return f"“{control.name}” names an option twice"
    if len(given) > MAX_CHOSEN:
        return f"“{control.name}” has more than {MAX_CHOSEN:,} options chosen"
    if control.single and len(given) > 1:
        return f"“{control.name}” takes one option, not {len(given)}"
    return None


def _rating(control: Control, given: object) -> str | None:
    most = int(control.high or 5)
    if type(given) is not int or not 0 <= given <= most:
        return f"“{control.name}” takes a whole number up to {most}, not {str(given)[:20]!r}"
    return None


def _figure(control: Control, given: object) -> str | None:
    if isinstance(given, bool) or not isinstance(given, int | float) or not math.isfinite(given):
        return f"“{control.name}” takes a number, not {str(given)[:20]!r}"
    if control.low is not None and given < control.low:
        return f"{given} is below {control.low:g}, the lowest value of “{control.name}”"
    if control.high is not None and given > control.high:
        return f"{given} is above {control.high:g}, the highest value of “{control.name}”"
    return None


def _entries(control: Control, given: object) -> str | None:
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        return f"“{control.name}” takes a list of texts"
    return None


def _moment(control: Control, given: object) -> str | None:
    try:
        if isinstance(given, str) and (date if control.date_only else datetime).fromisoformat(given):
            return None
    except ValueError:
        pass
    return f"“{control.name}” takes a date such as 2026-03-04, not {str(given)[:40]!r}"


def _side(control: Control, given: object) -> str | None:
    return None if given in ("left", "right") else f"“{control.name}” takes left or right"


_CHECKS: Mapping[str, Callable[[Control, object], str | None]] = FrozenMapping(
    {
        "Labels": _labels,
        "HyperTextLabels": _labels,
        "Choices": _choices,
        "TextArea": _entries,
        "Rating": _rating,
        "Number": _figure,
        "DateTime": _moment,
        "Taxonomy": _paths,
        "Pairwise": _side,
    }
)
