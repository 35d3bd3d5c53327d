"""The draft of a codebook, edited in the browser."""

from app.views.codebook_draft import adding, entries, examples, overview, retiring
from app.views.codebook_draft.blueprint import bp

__all__ = ["adding", "bp", "entries", "examples", "overview", "retiring"]
