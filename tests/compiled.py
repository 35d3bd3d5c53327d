"""One memory of compiled statements for all databases of a kind.

The memory belongs to an engine, and every test opens one on a database of its own: without this, the same
statements would be compiled thousands of times, which takes longer than asking them.
"""

from typing import Any

import pytest
from sqlalchemy import Engine, create_engine

from app import db

STATEMENTS = 5_000  # more than the program has
_first: dict[str, Engine] = {}


def remember(url: str) -> None:
    """Let engines on databases of this kind use what the first one compiles."""
    options = {"module": db.sqlite_driver()} if url.startswith("sqlite") else {}
    first = create_engine(url, query_cache_size=STATEMENTS, **options)
    first.connect().close()  # a dialect learns from its first connection what its database can do
    first.dispose()
    _first[first.dialect.name] = first


def share(patch: pytest.MonkeyPatch) -> None:
    """Have the program make its engines so."""
    make = db.create_engine

    def made(*arguments: Any, **options: Any) -> Engine:
        engine = make(*arguments, **options)
        if first := _first.get(engine.dialect.name):
            engine.dialect = engine.pool._dialect = first.dialect
            engine._compiled_cache = first._compiled_cache
        return engine

    patch.setattr(db, "create_engine", made)
