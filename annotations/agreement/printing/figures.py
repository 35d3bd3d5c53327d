"""How numbers look in print: three decimals for coefficients, one for percentages, words where undefined."""

from __future__ import annotations

from collections.abc import Iterable

from annotations.agreement.result import Agreement

NOTHING = "-"
# Percent agreement is a share and not a coefficient; it is printed as one where a text allows it.
DECIMALS = 3


def coefficient(value: float | None) -> str:
    """Return a value with three decimals, never as minus zero; "undefined" where there is none."""
    return "undefined" if value is None else decimal(value)


def decimal(value: float, places: int = DECIMALS) -> str:
    """Return a number with so many decimals, zero without a sign."""
    return f"{round(value, places) + 0.0:.{places}f}"


def percentage(share: float) -> str:
    """Return a share in per cent with one decimal."""
    return f"{decimal(100 * share, 1)} %"


def limits(found: Agreement) -> str:
    """Return the interval as "0.512 to 0.794", or a dash."""
    if found.low is None or found.high is None:
        return NOTHING
    return f"{decimal(found.low)} to {decimal(found.high)}"


def interval_heading(found: Iterable[Agreement]) -> str:
    """Return what a column of intervals is called: "95 % interval", or without a number where they differ."""
    sure = {one.interval.confidence for one in found if one.interval}
    return f"{100 * sure.pop():g} % interval" if len(sure) == 1 else "interval"


def remark(found: Agreement) -> str:
    """Return what must be read beside the value: why it is undefined, what to know of it or its interval."""
    of_interval = found.interval.reason if found.interval and not found.reason else ""
    return "; ".join(part for part in (found.reason, of_interval, found.note) if part)


def probability(value: float) -> str:
    """Return a probability with three decimals, or what it is below."""
    return "< 0.001" if 0 <= value < 0.0005 else decimal(value)
