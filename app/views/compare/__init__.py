"""How outlets tell the same event: texts side by side, wordings, voices."""

from app.views.compare import card, texts, voices, waiting, words
from app.views.compare.blueprint import bp

__all__ = ["bp", "card", "texts", "voices", "waiting", "words"]
