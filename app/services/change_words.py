"""The history of a codebook draft in words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import CodebookChange, User


@dataclass(frozen=True)
class Told:
    """One act on the draft as people read it."""

    entry: str
    words: str
    who: str
    at: datetime


def told(session: Session, changes: Sequence[CodebookChange]) -> list[Told]:
    """Return the acts in words, with who did each."""
    ids = {one.actor_id for one in changes}
    people = {user.id: user.name for user in session.scalars(select(User).where(User.id.in_(ids)))}
    return [
        Told(
            one.entry,
            words(one),
            people.get(one.actor_id, "a command") if one.actor_id else "a command",
            one.at,
        )
        for one in changes
    ]


def words(change: CodebookChange) -> str:
    """Return one act in words."""
    detail: dict[str, Any] = change.detail
    did = str(detail.get("did", change.kind))
    if did in ("renamed", "changed"):
        fields = detail.get("fields", {})
        if did == "renamed":
            return "; ".join(f"renamed “{before}” to “{after}”" for before, after in fields.values())
        return "changed " + ", ".join(str(name).replace("_", " ") for name in fields)
    say = _SAID.get(did)
    return say(detail) if say else did


_SAID: dict[str, Callable[[dict[str, Any]], str]] = {
    "began": lambda detail: f"began the draft from version {detail.get('source')}",
    "uploaded": lambda detail: "uploaded the whole text",
    "moved": lambda detail: "moved it up" if detail.get("by", 0) < 0 else "moved it down",
    "rule": lambda detail: f"added to {detail.get('field')}: “{detail.get('text')}”",
    "example": lambda detail: f"added the example {detail.get('text')}",
    "took over": lambda detail: f"took over {len(detail.get('added', ()))} criteria of credibility",
    "merged": lambda detail: f"merged it into {detail.get('into')}",
    "split": lambda detail: "split it into " + ", ".join(detail.get("into", ())),
    "brought back": lambda detail: f"brought it back from version {detail.get('source')}",
}
