"""Who codes which article: equal loads, mixed pairs, nobody above a cap, and nothing touched taken away.

Articles and annotators are numbers here.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from annotations.assignments.chance import shuffled
from annotations.errors import ImpossiblePlan

UNLIMITED = 1 << 60


@dataclass
class Shares:
    """Articles being shared out.

    ``teams`` holds the annotators of each article, ``kept`` those among them who cannot be taken off it.
    """

    wanted: Sequence[int]
    caps: Sequence[int]
    strata: Sequence[int]
    kept: Mapping[int, Iterable[int]]
    teams: list[set[int]] = field(init=False)
    fixed: list[frozenset[int]] = field(init=False)
    loads: list[int] = field(init=False)
    met: list[list[int]] = field(init=False)
    in_stratum: dict[tuple[int, int], int] = field(init=False)

    def __post_init__(self) -> None:
        people = len(self.caps)
        self.teams = [set[int]() for _ in self.wanted]
        self.fixed = [frozenset(self.kept.get(article, ())) for article in range(len(self.wanted))]
        self.loads = [0] * people
        self.met = [[0] * people for _ in range(people)]
        self.in_stratum = {}
        for article, annotators in enumerate(self.fixed):
            for annotator in sorted(annotators):
                self.give(article, annotator)

    def give(self, article: int, annotator: int) -> None:
        """Let an annotator code an article."""
        self._count(article, annotator, 1)
        self.teams[article].add(annotator)

    def take(self, article: int, annotator: int) -> None:
        """Take an article from an annotator who has not touched it."""
        self.teams[article].remove(annotator)
        self._count(article, annotator, -1)

    def room(self, annotator: int) -> bool:
        """Say whether the annotator may owe another article."""
        return self.loads[annotator] < self.caps[annotator]

    def _count(self, article: int, annotator: int, by: int) -> None:
        self.loads[annotator] += by
        stratum = annotator, self.strata[article]
        self.in_stratum[stratum] = self.in_stratum.get(stratum, 0) + by
        for other in self.teams[article]:
            self.met[annotator][other] += by
            self.met[other][annotator] += by


def share_out(
    wanted: Sequence[int],
    caps: Sequence[int | None],
    *,
    seed: int,
    strata: Sequence[int] = (),
    kept: Mapping[int, Iterable[int]] | None = None,
) -> list[set[int]]:
    """Return the annotators of each article, or raise ImpossiblePlan.

    ``wanted`` annotators for each article, among them those ``kept``; a cap of None is no cap. Loads differ
    by one at most where caps and what is kept allow it. Among those with the lightest load an article goes
    to annotators with the fewest articles of its stratum, then to those who shared the fewest articles with
    its team, so that pairs rotate.
    """
    limits = [UNLIMITED if cap is None else cap for cap in caps]
    shares = Shares(wanted, limits, strata or [0] * len(wanted), kept or {})
    by_stratum = sorted(shuffled(range(len(wanted)), seed, "articles"), key=shares.strata.__getitem__)
    for article in by_stratum:
        order = shuffled(range(len(caps)), seed, "team", article)
        while len(shares.teams[article]) < wanted[article]:
            chosen = _best(shares, article, order)
            if chosen is not None:
                shares.give(article, chosen)
            elif not _passed_on(shares, article):
                raise ImpossiblePlan(_why(shares))
    _level(shares)
    return shares.teams


def _best(shares: Shares, article: int, order: Sequence[int]) -> int | None:
    team = shares.teams[article]
    free = [one for one in order if one not in team and shares.room(one)]
    if not free:
        return None
    stratum = shares.strata[article]

    def burden(one: int) -> tuple[int, int, int]:
        meetings = sum(shares.met[one][other] for other in team)
        return shares.loads[one], shares.in_stratum.get((one, stratum), 0), meetings

    return min(free, key=burden)


def _passed_on(shares: Shares, article: int) -> bool:
    """Find somebody to take the article by passing other articles on to somebody with room.

    A path is searched breadth first: the annotator at its end gives one untouched article to the next.
    """
    came: dict[int, tuple[int, int] | None] = {
        one: None for one in range(len(shares.caps)) if one not in shares.teams[article]
    }
    waiting = deque(came)
    while waiting:
        giver = waiting.popleft()
        for other in range(len(shares.caps)):
            if other in came:
                continue
            passed = _movable(shares, giver, other)
            if passed is None:
                continue
            came[other] = giver, passed
            if shares.room(other):
                _pass_along(shares, article, other, came)
                return True
            waiting.append(other)
    return False


def _pass_along(shares: Shares, article: int, last: int, came: Mapping[int, tuple[int, int] | None]) -> None:
    step = came[last]
    while step is not None:
        giver, passed = step
        shares.take(passed, giver)
        shares.give(passed, last)
        last, step = giver, came[giver]
    shares.give(article, last)


def _movable(shares: Shares, giver: int, receiver: int) -> int | None:
    """Return an untouched article that one annotator could pass on to another."""
    for article, team in enumerate(shares.teams):
        if giver in team and receiver not in team and giver not in shares.fixed[article]:
            return article
    return None


def _level(shares: Shares) -> None:
    """Move untouched articles from the heaviest to lighter loads while that makes loads more equal."""
    people = range(len(shares.caps))
    moved = True
    while moved:
        moved = False
        for giver in sorted(people, key=lambda one: -shares.loads[one]):
            light = [
                one for one in people if shares.room(one) and shares.loads[one] + 1 < shares.loads[giver]
            ]
            for receiver in sorted(light, key=shares.loads.__getitem__):
                article = _movable(shares, giver, receiver)
                if article is not None:
                    shares.take(article, giver)
                    shares.give(article, receiver)
                    moved = True
                    break
            if moved:
                break


def _why(shares: Shares) -> str:
    """Say which articles need more than the annotators may take (Gale 1957, Ryser 1957)."""
    advice = "Raise the most that an annotator may owe, or ask for fewer annotators per article."
    wanted = sorted(shares.wanted, reverse=True)
    for number in range(len(wanted), 0, -1):
        owed, room = sum(wanted[:number]), sum(min(cap, number) for cap in shares.caps)
        if owed > room:
            which = "The articles" if number == len(wanted) else f"The {number} most coded articles"
            people = f"the {len(shares.caps)} annotators"
            return f"{which} need {owed} assignments, but {people} may take only {room} of them. {advice}"
    return f"With the work that has begun, the annotators cannot take the rest. {advice}"
