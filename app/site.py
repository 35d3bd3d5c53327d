"""What one running site holds: its settings, its database and its long work."""

from dataclasses import dataclass, field

from flask import Flask, current_app

from app.db import Database
from app.services.board_watch import Boards
from app.worker import Jobs
from config import Config


@dataclass(frozen=True)
class Site:
    """The parts that every request needs; kept in `app.extensions["parallax"]`."""

    config: Config
    database: Database
    jobs: Jobs
    boards: Boards = field(default_factory=Boards)


def install(app: Flask, site_parts: Site) -> None:
    """Give the application its parts."""
    app.extensions["parallax"] = site_parts


def site() -> Site:
    """Return the parts of the application that serves this request."""
    parts: Site = current_app.extensions["parallax"]
    return parts
