"""Scripts that travel with a research archive and compute its coefficients again from its tables.

They are written a second time, from the definitions, and use nothing of the program.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources


def files() -> Iterator[tuple[str, list[bytes]]]:
    """Yield the scripts by the names they have in an archive."""
    for entry in sorted(resources.files(__name__).iterdir(), key=lambda one: one.name):
        if entry.name.endswith((".py", ".R")) and entry.name != "__init__.py":
            yield f"recompute/{entry.name}", [entry.read_bytes()]
