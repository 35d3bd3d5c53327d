"""Page module."""

from flask import Blueprint

bp = Blueprint("agreement", __name__)
