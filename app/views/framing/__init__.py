"""Framing profiles of outlets: pages, pictures and files."""

from app.views.framing import files, jobs, pages
from app.views.framing.asked import bp

__all__ = ["bp", "files", "jobs", "pages"]
