"""All calls of our own API."""

from app.api.v1 import coming, corpus, leaving, marks_in, planning, projects, results, work
from app.api.v1.refusals import bp

__all__ = ["bp", "coming", "corpus", "leaving", "marks_in", "planning", "projects", "results", "work"]
