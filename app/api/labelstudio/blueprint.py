"""All addresses for clients of Label Studio."""

from app.api.labelstudio import about, exports, projects, tasks, writing
from app.api.labelstudio.guard import bp

__all__ = ["about", "bp", "exports", "projects", "tasks", "writing"]
