"""All calls of our own API."""

from app.api.v1 import corpus, projects, results, work
from app.api.v1.refusals import bp

__all__ = ["bp", "corpus", "projects", "results", "work"]
