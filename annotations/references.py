"""Outlets beside a list of scores that somebody else made: matched by host name, compared by rank."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import numpy as np

MIN_PAIRS = 5
METHOD = "Fisher's z with the standard error of Bonett and Wright (2000), 95 %"
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+")


@dataclass(frozen=True)
class RankCorrelation:
    """Spearman's rank correlation with its interval, or the reason why there is none."""

    pairs: int
    value: float | None
    low: float | None
    high: float | None
    reason: str = ""


@dataclass(frozen=True)
class Gap:
    """How far apart two scales put an outlet, in ranks: positive where the first puts it higher."""

    name: str
    ours: float
    theirs: float
    our_rank: float  # 1 for the highest score
    their_rank: float

    @property
    def ranks(self) -> float:
        """How many ranks higher ours is."""
        return self.their_rank - self.our_rank


def host_of(address: str) -> str:
    """Return the host name of a web address or domain without "www.", or nothing where there is none."""
    written = address.strip().lower()
    try:
        host = urlsplit(written if "://" in written else f"//{written}").hostname or ""
    except ValueError:
        return ""
    plain = host.rstrip(".").removeprefix("www.")
    try:
        plain = plain.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    return plain if _HOST.fullmatch(plain) else ""


def matched(host: str, domains: Mapping[str, float]) -> str:
    """Return the longest listed domain that the host is or belongs to, or nothing."""
    labels = host.split(".")
    for start in range(len(labels) - 1):
        domain = ".".join(labels[start:])
        if domain in domains:
            return domain
    return ""


def rank_correlation(ours: Sequence[float], theirs: Sequence[float]) -> RankCorrelation:
    """Return Spearman's correlation, ties having their mean rank.

    Its interval is that of Bonett and Wright (2000, Psychometrika 65, 23-28): Fisher's z with the standard
    error sqrt((1 + r^2 / 2) / (n - 3)).
    """
    from scipy.special import ndtri
    from scipy.stats import rankdata

    n = len(ours)
    if n < MIN_PAIRS:
        return RankCorrelation(
            n, None, None, None, f"{n} outlets are in both; at least {MIN_PAIRS} are needed"
        )
    if len(set(ours)) == 1 or len(set(theirs)) == 1:
        return RankCorrelation(n, None, None, None, "all outlets have the same score on one side")
    value = float(np.corrcoef(rankdata(ours), rankdata(theirs))[0, 1])
    value = min(1.0, max(-1.0, value))
    if abs(value) > 1 - 1e-12:
        return RankCorrelation(
            n, value, None, None, "the order is the same throughout, or the reverse; no interval"
        )
    half = float(ndtri(0.975)) * math.sqrt((1 + value**2 / 2) / (n - 3))
    middle = math.atanh(value)
    return RankCorrelation(n, value, math.tanh(middle - half), math.tanh(middle + half))


def gaps(scores: Mapping[str, tuple[float, float]]) -> tuple[Gap, ...]:
    """Return the outlets of name -> (our score, their score), those first that differ most in rank."""
    from scipy.stats import rankdata

    names = list(scores)
    ours, theirs = (rankdata([-scores[name][side] for name in names]) for side in (0, 1))
    found = [Gap(name, *scores[name], float(ours[i]), float(theirs[i])) for i, name in enumerate(names)]
    return tuple(sorted(found, key=lambda gap: (-abs(gap.ranks), gap.name)))
