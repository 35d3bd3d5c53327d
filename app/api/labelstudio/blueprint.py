"""All addresses for clients of Label Studio."""

from app.api.labelstudio import (
    about,
    annotating,
    changing,
    exports,
    predictions,
    projects,
    snapshots,
    tasks,
    webhooks,
    writing,
)
from app.api.labelstudio.guard import bp

__all__ = [
    "about",
    "annotating",
    "bp",
    "changing",
    "exports",
    "predictions",
    "projects",
    "snapshots",
    "tasks",
    "webhooks",
    "writing",
]
