"""A board that many people watch: looked at once for all of them, and again only when something changed.

Kept per process and by round. For two seconds nobody causes another look; then the newest change and the
newest act are asked for, and only where one of them is new, or time has passed, the board is counted again.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Activity, ChangeRow, Round
from app.services import live_board
from app.services.board_words import Told

AT_MOST_EVERY = 2.0
# Who is working and what is late change with time alone, so that no board is kept for longer.
AT_LEAST_EVERY = 15.0
MAX_BOARDS = 200
Version = tuple[int, int]


def version(session: Session) -> Version:
    """Return how far the database is: its newest change and its newest act, both found by an index."""
    newest = select(
        select(func.max(ChangeRow.id)).scalar_subquery(), select(func.max(Activity.id)).scalar_subquery()
    )
    change, act = session.execute(newest).one()
    return change or 0, act or 0


@dataclass
class _Seen:
    version: Version
    checked: float
    counted: float
    told: Told


class Boards:
    """The boards that were looked at lately in this process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: OrderedDict[int, _Seen] = OrderedDict()
        self._lock = threading.Lock()
        self._of_round: dict[int, threading.Lock] = {}

    def watch(self, session: Session, round_: Round) -> Told:
        """Return the board for somebody who polls: at most two seconds old."""
        with self._turn(round_.id):
            seen = self._seen.get(round_.id)
            if seen is not None and self._clock() - seen.checked < AT_MOST_EVERY:
                return seen.told
            return self._newest(session, round_, seen)

    def look(self, session: Session, round_: Round) -> Told:
        """Return the board as it stands at this very moment, for a page that is loaded."""
        with self._turn(round_.id):
            return self._newest(session, round_, None)

    def forget(self) -> None:
        """Let go of every board, so that the next look counts."""
        with self._lock:
            self._seen.clear()

    def _newest(self, session: Session, round_: Round, seen: _Seen | None) -> Told:
        at, stands = self._clock(), version(session)
        if seen is not None and seen.version == stands and at - seen.counted < AT_LEAST_EVERY:
            seen.checked = at
            return seen.told
        told = Told(live_board.look(session, round_))
        with self._lock:
            self._seen[round_.id] = _Seen(stands, at, at, told)
            self._seen.move_to_end(round_.id)
            while len(self._seen) > MAX_BOARDS:
                gone, _ = self._seen.popitem(last=False)
                self._of_round.pop(gone, None)
        return told

    def _turn(self, round_id: int) -> threading.Lock:
        """Let one look at a round for all who ask at the same time."""
        with self._lock:
            return self._of_round.setdefault(round_id, threading.Lock())
