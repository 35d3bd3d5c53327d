"""What the pictures of framing show: the numbers of the tables beside them, named, and what they rest on."""

from collections.abc import Sequence
from typing import Any

from annotations.framing import EVERYTHING, MONTH, OUTLET, Line, Stance
from app.services import framing_tables, pictured
from app.services.framing import Framing
from app.services.framing_tables import ALL_TARGETS, UNITS, Names

# More rows make no picture that anybody can read; the tables have them all.
MOST_OUTLETS, MOST_PANELS, MOST_MONTHS = 40, 5, 36


def of_project(found: Framing, name: str) -> Any:
    """Return what a picture of all outlets shows, or None where there is no such picture."""
    if name == "heat":
        return _heat(found)
    if name == "stances":
        wanted = found.asked.target
        every = framing_tables.stances_of(found, shown(found))
        return _lollipops(found, [(one.outlet, one) for one in every if one.target == wanted], "")
    return None


def of_outlet(found: Framing, outlet: str, name: str) -> Any:
    """Return what a picture of one outlet shows, or None where there is no such picture."""
    names = _names(found)
    if name == "profile":
        # Marks of any label would push all others to the edge; the table has them.
        lines = [one for one in framing_tables.lines_by(found, OUTLET) if one.group == outlet and one.label]
        rows = [_row(names.label(one.label), one, _per(found)) for one in lines]
        return (
            _told(found, f"{outlet}: rate of each label", rows, outlet) | {"axis": _per(found)}
            if rows
            else None
        )
    if name == "stances":
        every = framing_tables.stances_of(found, (outlet,))
        told = [(names.of("target", one.target) if one.target else ALL_TARGETS, one) for one in every]
        return _lollipops(found, told, outlet)
    return _timeline(found, outlet) if name == "timeline" else None


def shown(found: Framing) -> list[str]:
    """Return the outlets that fit into a picture: those with the most articles, by name."""
    seen = found.observed
    assert seen is not None  # noqa: S101  # pages look at that first
    names = seen.counts.outlets
    numbers = {name: 0 for name in framing_tables.outlets_of(found)}
    for place in seen.outlet.tolist():
        if place >= 0:
            numbers[names[place]] += 1
    most = sorted(numbers, key=lambda name: (-numbers[name], name))[:MOST_OUTLETS]
    return [name for name in numbers if name in most]


def _heat(found: Framing) -> Any:
    wanted = set(shown(found))
    lines = framing_tables.lines_by(found, OUTLET)
    rows = [cell for cell in framing_tables.cells(found, lines) if cell["outlet"] in wanted]
    return _told(found, f"Marks {_per(found)}", rows) if rows else None


def _lollipops(found: Framing, told: Sequence[tuple[str, Stance]], outlet: str) -> Any:
    if not told:
        return None
    values = found.valences.values()
    rows = [
        {"name": name, "value": one.ratio.value, "low": one.ratio.low, "high": one.ratio.high}
        | {"reason": one.ratio.reason, "told": _stance_told(name, one)}
        for name, one in told
    ]
    axis = "mean valence of marks, from negative to positive"
    more = {"domain": [min(values), max(values)], "axis": axis}
    return _told(found, f"Valence toward targets: {outlet or 'by outlet'}", rows, outlet) | more


def _timeline(found: Framing, outlet: str) -> Any:
    lines = [one for one in framing_tables.lines_by(found, MONTH, outlet) if one.by == MONTH]
    months = sorted({one.group for one in lines})[-MOST_MONTHS:]
    marks: dict[str, float] = {}
    for one in lines:
        marks[one.label] = marks.get(one.label, 0.0) + one.ratio.found
    labels = sorted(marks, key=lambda label: (label != EVERYTHING, -marks[label]))[:MOST_PANELS]
    names = _names(found)
    any_known = any(one.ratio.value is not None for one in lines if one.group in months)
    rows = [
        _row(names.label(label), one, _per(found), one.group) | {"month": one.group}
        for label in labels
        for one in lines
        if one.label == label and one.group in months
    ]
    return _told(found, f"{outlet}: marks {_per(found)} by month", rows, outlet) if any_known else None


def _row(name: str, line: Line, per: str, month: str = "") -> dict[str, Any]:
    one = line.ratio
    said = pictured.told((name, month), one.value, one.low, one.high, what=per, reason=one.reason)
    if line.shrunk is not None:
        said += f", drawn towards all outlets {pictured.number(line.shrunk)}"
    told = {"name": name, "value": one.value, "low": one.low, "high": one.high}
    return told | {"shrunk": line.shrunk, "reason": one.reason, "told": said}


def _stance_told(name: str, stance: Stance) -> str:
    one = stance.ratio
    return pictured.told((name,), one.value, one.low, one.high, what="mean valence", reason=one.reason)


def _told(found: Framing, title: str, rows: Sequence[dict[str, Any]], outlet: str = "") -> dict[str, Any]:
    return {"title": title, "basis": framing_tables.counted_in(found, outlet), "rows": list(rows)}


def _names(found: Framing) -> Names:
    assert found.layer is not None  # noqa: S101  # pages look at that first
    return Names(found.layer)


def _per(found: Framing) -> str:
    return f"per {UNITS[found.asked.unit]}"
