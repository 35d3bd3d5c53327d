"""A share of a sample, with its interval."""

from __future__ import annotations

from math import sqrt

_Z = 1.959963984540054  # 97.5 % of the normal distribution


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Return the 95 % interval of a share.

    E. B. Wilson (1927), Probable inference, the law of succession, and statistical inference, Journal of the
    American Statistical Association 22, 209-212.

    Raises:
        ValueError: there is no sample, or more hits than it has.
    """
    if not 0 <= hits <= of or not of:
        raise ValueError("A share needs a sample.")
    share, weight = hits / of, _Z**2 / of
    middle = (share + weight / 2) / (1 + weight)
    reach = sqrt(share * (1 - share) * weight + weight**2 / 4) / (1 + weight)
    return (0.0 if hits == 0 else middle - reach), (1.0 if hits == of else middle + reach)
