"""All addresses for clients of Label Studio."""

from app.api.labelstudio import about, annotating, exports, projects, tasks, writing
from app.api.labelstudio.guard import bp

__all__ = ["about", "annotating", "bp", "exports", "projects", "tasks", "writing"]
