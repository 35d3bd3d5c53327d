"""What never changes, kept in memory for the next request: texts, codebooks, states of a certain version."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from sqlalchemy import Connection, bindparam, select

from annotations.annotation import Annotation
from annotations.codebook import Codebook
from annotations.codebook_toml import read_toml
from annotations.words import Words, words_of
from annotations.zones import Block, Zone, blocks
from app.models import Article, CodebookVersion

V = TypeVar("V")
MAX_CHARACTERS = 8_000_000
MAX_CODEBOOK_CHARACTERS = 4_000_000
MAX_BLOCKS = 200_000
MAX_SPANS = 20_000
# The places of its words take about three bytes for every character of a text.
MAX_WORDED_CHARACTERS = 20_000_000


class Kept(Generic[V]):
    """A cache of bounded weight; what was asked for longest ago goes first."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._weight = 0
        self._things: OrderedDict[Hashable, tuple[V, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> V | None:
        """Return the thing of the key if it is here."""
        with self._lock:
            if key not in self._things:
                return None
            self._things.move_to_end(key)
            return self._things[key][0]

    def put(self, key: Hashable, thing: V, weight: int) -> None:
        """Keep the thing, and let go of others if it grows too much."""
        with self._lock:
            if weight > self._limit or key in self._things:
                return
            self._things[key] = (thing, weight)
            self._weight += weight
            while self._weight > self._limit:
                _, (_, freed) = self._things.popitem(last=False)
                self._weight -= freed


# Keyed by the digest of what is kept, so that no database and no restore can ever make them wrong.
_texts: Kept[str] = Kept(MAX_CHARACTERS)
_codebooks: Kept[Codebook] = Kept(MAX_CODEBOOK_CHARACTERS)
_blocks: Kept[tuple[Block, ...]] = Kept(MAX_BLOCKS)
_states: Kept[Annotation] = Kept(MAX_SPANS)
_words: Kept[Words] = Kept(MAX_WORDED_CHARACTERS)


def article_text(connection: Connection, article_id: int, sha256: str) -> str:
    """Return the frozen text of an article whose digest is known."""
    return _by_digest(_texts, sha256, lambda: stored_text(connection, article_id), lambda text: text)


def words_at_hand(sha256: str) -> Words | None:
    """Return where the words of the text with this digest are, if that is still in memory."""
    return _words.get(sha256)


def words_in(text: str, sha256: str) -> Words:
    """Return where the words of a text are, given its digest."""
    return _by_digest(_words, sha256, lambda: text, words_of)


def codebook(connection: Connection, codebook_id: int, sha256: str) -> Codebook:
    """Return the codebook of a version whose digest is known."""
    return _by_digest(_codebooks, sha256, lambda: _stored_toml(connection, codebook_id), read_toml)


def stored_text(connection: Connection, article_id: int) -> str:
    """Return the text as the database has it now."""
    text: str = connection.execute(_TEXT, {"id": article_id}).scalar_one()
    return text


def stored_codebook(connection: Connection, codebook_id: int) -> Codebook:
    """Return the codebook as the database has it now."""
    return read_toml(_stored_toml(connection, codebook_id))


def _stored_toml(connection: Connection, codebook_id: int) -> str:
    toml: str = connection.execute(_TOML, {"id": codebook_id}).scalar_one()
    return toml


def article_blocks(text: str, sha256: str, zones: tuple[Zone, ...]) -> tuple[Block, ...]:
    """Return what the page shows as paragraphs; zones can be corrected, so they are part of the key."""
    found = _blocks.get((sha256, zones))
    if found is None:
        found = blocks(text, zones)
        _blocks.put((sha256, zones), found, len(found) + 1)
    return found


def remember_state(change_hash: str, annotation: Annotation) -> None:
    """Keep the state that a change led to; the hash of the change stands for the whole chain before it.

    If the change is rolled back, no head will ever name that hash.
    """
    _states.put(change_hash, annotation, len(annotation.spans) + 1)


def state_after(change_hash: str) -> Annotation | None:
    """Return the state that the chain up to this change led to, if it is still in memory."""
    return _states.get(change_hash)


def _by_digest(kept: Kept[V], sha256: str, fetch: Callable[[], str], make: Callable[[str], V]) -> V:
    found = kept.get(sha256)
    if found is None:
        text = fetch()
        found = make(text)
        if hashlib.sha256(text.encode()).hexdigest() == sha256:
            kept.put(sha256, found, len(text))
    return found


_article, _codebook = Article.__table__, CodebookVersion.__table__
_TEXT = select(_article.c.text).where(_article.c.id == bindparam("id"))
_TOML = select(_codebook.c.toml).where(_codebook.c.id == bindparam("id"))
