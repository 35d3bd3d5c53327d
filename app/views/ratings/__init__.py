"""Ratings of outlets: one's own, the sessions, what they come to, and lists to compare them with."""

from app.views.ratings import own, references, results, sessions
from app.views.ratings.blueprint import bp

__all__ = ["bp", "own", "references", "results", "sessions"]
