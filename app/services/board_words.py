"""The board in words: every number that may change while somebody watches, by the place where it stands."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any

from app.services.board_groups import Group
from app.services.live_board import Board


@dataclass(frozen=True)
class Told:
    """What a page shows of a board: texts and bars by their place, and one sentence of totals."""

    board: Board

    @cached_property
    def cells(self) -> dict[str, str]:
        """Return the texts that may change, by their place."""
        board = self.board
        told = {
            "articles": f"{board.articles.complete:,} of {board.articles.articles:,}",
            "working": f"{board.working:,}",
            "drafts": f"{board.drafts:,}",
            "submitted": f"{board.done:,} of {board.total:,}",
            "lately": _rate(board.pace.lately),
            "overall": _rate(board.pace.overall),
            "end": _day(board.pace.expected_end) or board.pace.reason,
            "overdue": "after it is due" if board.is_overdue else "",
            "stuck": f"{board.stuck_count:,}",
            "late": f"{board.late_count:,}",
        }
        for one in board.people:
            told[f"person-{one.id}-working"] = "working now" if one.is_working else ""
            told[f"person-{one.id}-late"] = one.late
            told[f"person-{one.id}-done"] = f"{one.done} of {one.total}"
            told[f"person-{one.id}-drafts"] = str(one.drafts)
            told[f"person-{one.id}-left"] = str(one.not_started)
            told[f"person-{one.id}-released"] = str(one.released)
            told[f"person-{one.id}-saved"] = _minute(one.changed_at) or "never"
        for kind, groups in (("outlet", board.outlets), ("event", board.events)):
            for group in groups:
                told[f"{kind}-{group.id}-articles"] = f"{group.complete} of {group.articles}"
                told[f"{kind}-{group.id}-done"] = f"{group.done} of {group.total}"
        return told

    @cached_property
    def bars(self) -> dict[str, tuple[int, int]]:
        """Return how far each bar is."""
        board = self.board
        found = {"submitted": (board.done, board.total)}
        found |= {f"person-{one.id}-done": (one.done, one.total) for one in board.people}
        return found | _bars("outlet", board.outlets) | _bars("event", board.events)

    @property
    def totals(self) -> str:
        """Return what a screen reader is told when something changed."""
        board = self.board
        return f"{board.done:,} of {board.total:,} submitted, {board.working} working now."

    def plain(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return {
            "shape": self.board.shape,
            "totals": self.totals,
            "cells": self.cells,
            "bars": self.bars,
        }

    @cached_property
    def digest(self) -> str:
        """A name of exactly this: two boards that read the same have the same."""
        return sha256(repr((self.board.shape, self.cells)).encode()).hexdigest()[:32]


def _bars(kind: str, groups: tuple[Group, ...]) -> dict[str, tuple[int, int]]:
    return {f"{kind}-{one.id}-done": (one.done, one.total) for one in groups}


def _rate(per_day: float | None) -> str:
    return "not enough yet" if per_day is None else f"{per_day:,.1f} a day"


def _day(at: datetime | None) -> str:
    return at.strftime("%Y-%m-%d") if at else ""


def _minute(at: datetime | None) -> str:
    return at.strftime("%Y-%m-%d %H:%M UTC") if at else ""
