"""The corpus: articles, imports, outlets and events, under one tab."""

from app.views.corpus import articles
from app.views.corpus.blueprint import bp

__all__ = ["articles", "bp"]
