"""The blueprint that all pages of the corpus share."""

from flask import Blueprint

bp = Blueprint("corpus", __name__)
