"""The blueprint of the pages about outlet ratings."""

from flask import Blueprint

bp = Blueprint("ratings", __name__)
