"""The same outlets coded masked and open: which rounds can be compared, and what comes of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotations.halo import Halo, compare
from app.models import Project, Round, Unmasking
from app.services import codebooks
from app.services.codings import Standing, codings, standing
from app.services.frozen import Kept

MAX_LINES = 20_000
# Keyed by all that the figures depend on; see services.codings.Standing.
_recent: Kept[Halo] = Kept(MAX_LINES)


@dataclass(frozen=True)
class Choice:
    """Closed rounds that can be compared, and the two that are."""

    masked: Sequence[Round]
    open: Sequence[Round]  # under the codebook version of the chosen masked one
    masked_round: Round | None
    open_round: Round | None


def choose(session: Session, project: Project, masked_id: int | None, open_id: int | None) -> Choice:
    """Return the rounds to choose from, with those asked for or else the first that fit each other."""
    query = select(Round).where(Round.project_id == project.id, Round.closed_at.is_not(None))
    closed = session.scalars(query.order_by(Round.id.desc())).all()
    masked = [one for one in closed if one.outlet_masked]
    opened = [one for one in closed if not one.outlet_masked]
    books = {one.codebook_id for one in opened}
    fitting = [one for one in masked if one.codebook_id in books]
    # A round that was asked for and is not closed is not silently another one.
    first = _of(masked, masked_id) if masked_id else next(iter(fitting or masked), None)
    partners = [one for one in opened if first is not None and one.codebook_id == first.codebook_id]
    return Choice(masked, partners, first, _of(partners, open_id) or next(iter(partners), None))


def measure(session: Session, masked: Round, opened: Round) -> Halo:
    """Return how what was said differs between two closed rounds of one codebook version."""
    stands = standing(session, masked), standing(session, opened)
    shown = _unmasked(session, masked, stands[0])
    key = (stands[0].fingerprint, stands[1].fingerprint, frozenset(shown), masked.codebook.sha256)
    found = _recent.get(key)
    if found is None:
        hidden = codings(session, masked, stands[0], words=True)
        seen = codings(session, opened, stands[1], words=True)
        found = compare(codebooks.parsed(masked.codebook), hidden, seen, shown)
        _recent.put(key, found, len(found.lines) + 1)
    return found


def _unmasked(session: Session, masked: Round, stands: Standing) -> set[str]:
    """Return the names of the articles that annotators of the masked round were shown."""
    shown = select(Unmasking.article_id).where(Unmasking.round_id == masked.id)
    ids = set(session.scalars(shown))
    names = {article_id: name for article_id, name, *_ in stands.articles}
    return {name for article_id, name in names.items() if None in ids or article_id in ids}


def _of(rounds: Sequence[Round], wanted: int | None) -> Round | None:
    return next((one for one in rounds if one.id == wanted), None)
