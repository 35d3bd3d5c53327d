"""Page module."""

from flask import Blueprint

bp = Blueprint("codebook", __name__)
