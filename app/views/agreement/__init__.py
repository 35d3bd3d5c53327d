"""How far annotators agree: a summary, a page for each thing that was compared, files, and jobs."""

from app.views.agreement import files, forest, jobs, pages, planning, scales, texts, variables
from app.views.agreement.blueprint import bp

__all__ = ["bp", "files", "forest", "jobs", "pages", "planning", "scales", "texts", "variables"]
