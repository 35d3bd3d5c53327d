"""The corpus: articles, imports, outlets and events, under one tab."""

from app.views.corpus import articles, copies, events, imports, many, outlets, zones
from app.views.corpus.blueprint import bp

__all__ = ["articles", "bp", "copies", "events", "imports", "many", "outlets", "zones"]
