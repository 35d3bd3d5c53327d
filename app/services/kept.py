"""Results that took long, kept under the digest of everything they depend on.

A changed label gives another digest, so nothing here can be wrong, only forgotten: the oldest go first.
"""

import zlib

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.clock import now
from app.models import KeptResult

MAX_RESULTS = 200
MAX_BYTES = 128 * 1024 * 1024


def keep(session: Session, key: str, body: str) -> None:
    """Keep a result and let go of the oldest where there are too many or they take too much room."""
    session.execute(delete(KeptResult).where(KeptResult.key == key))
    session.add(KeptResult(key=key, body=zlib.compress(body.encode(), 6), made_at=now()))
    session.flush()
    sizes = session.execute(
        select(KeptResult.id, func.length(KeptResult.body)).order_by(KeptResult.id.desc())
    ).all()
    room, gone = MAX_BYTES, []
    for place, (key_of_row, size) in enumerate(sizes):
        room -= size
        if place and (place >= MAX_RESULTS or room < 0):
            gone.append(key_of_row)
    session.execute(delete(KeptResult).where(KeptResult.id.in_(gone)))


def kept(session: Session, key: str) -> str | None:
    """Return the result of the key, or None."""
    body = session.scalar(select(KeptResult.body).where(KeptResult.key == key))
    return None if body is None else zlib.decompress(body).decode()


def is_kept(session: Session, key: str) -> bool:
    """Say whether there is a result of the key, without reading it."""
    return session.scalar(select(KeptResult.id).where(KeptResult.key == key)) is not None
