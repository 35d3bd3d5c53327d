"""Page module."""

from flask import Blueprint

bp = Blueprint("corpus", __name__)
