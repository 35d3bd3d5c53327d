"""What the program remembers between requests, forgotten between tests: their databases may be alike."""

import sys

from app.services import frozen

# Texts and codebooks are known by their own fingerprint, in whichever database they are.
STAYS = {"_texts", "_codebooks", "_blocks", "_words"}


def forget() -> None:
    """Forget what was computed from a database."""
    # A copy, since a thread may import something meanwhile.
    for name, module in sys.modules.copy().items():
        if name.startswith("app.services."):
            for title, value in vars(module).items():
                if isinstance(value, frozen.Kept) and title not in STAYS:
                    value.__init__(value._limit)  # as if just made
