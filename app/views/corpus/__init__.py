"""The corpus: articles, imports, outlets and events, under one tab."""

from app.views.corpus import articles, bulk, copies, events, imports, outlets, zones
from app.views.corpus.blueprint import bp

__all__ = ["articles", "bp", "bulk", "copies", "events", "imports", "outlets", "zones"]
