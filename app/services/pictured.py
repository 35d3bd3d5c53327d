"""What a mark of a picture tells: whose it is, its value and its interval, as a page says them."""

from collections.abc import Sequence

from annotations.agreement import Agreement

# The module that shows it takes it apart at these.
BETWEEN, BEFORE_VALUE = " · ", " — "
TINY = 0.005


def told(
    names: Sequence[str],
    value: float | None,
    low: float | None = None,
    high: float | None = None,
    *,
    what: str = "",
    reason: str = "",
) -> str:
    """Return names, value and 95 % interval in words; without a value the reason."""
    who = BETWEEN.join(name for name in names if name)
    if value is None:
        return f"{who}{BEFORE_VALUE}{reason or 'undefined'}"
    interval = "" if low is None or high is None else f", 95 % interval {number(low)} to {number(high)}"
    return f"{who}{BEFORE_VALUE}{number(value)}{f' {what}' if what else ''}{interval}"


def number(value: float) -> str:
    """Return a number with two digits and a true minus sign; what would be rounded to 0 keeps one digit."""
    written = f"{value:.1g}" if value and abs(value) < TINY else f"{value:.2f}"
    return written.replace("-", "−")


def of_alpha(name: str, kind: str, found: Agreement) -> str:
    """Return what a mark tells about Krippendorff's alpha of something."""
    return told((name, kind), found.value, found.low, found.high, what="alpha", reason=found.reason)
