"""What one running site holds: its settings and its database."""

from dataclasses import dataclass

from flask import Flask, current_app

from app.db import Database
from config import Config


@dataclass(frozen=True)
class Site:
    """The parts that every request needs; kept in `app.extensions["parallax"]`."""

    config: Config
    database: Database


def install(app: Flask, site_parts: Site) -> None:
    """Give the application its parts."""
    app.extensions["parallax"] = site_parts


def site() -> Site:
    """Return the parts of the application that serves this request."""
    parts: Site = current_app.extensions["parallax"]
    return parts
