"""A text that was read out of a page or document: proposed to a person, not yet frozen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

_BREAKABLE = re.compile("[ \t\n\r\f]+")
# A program read these; a person sees them before they are kept.
PROPOSED = ("title", "byline", "published", "outlet", "url", "language")


@dataclass
class Reading:
    """What a file of another kind than plain text seems to say.

    Attributes:
        text: what is proposed as the article.
        whole: everything that a reader would see, from which a person can take more.
        facts: field -> value, as far as the file tells.
        encoding: of its bytes, or the kind of file where bytes are no characters.
        doubts: what a person should look at.
        headings: what the file marks as headings within its text, in its order.
        refused: why there is nothing to import; then all else is empty.
    """

    text: str = ""
    whole: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    encoding: str = ""
    doubts: list[str] = field(default_factory=list)
    refused: str = ""
    headings: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        """Return the reading that `to_dict` wrote."""
        return cls(**stored)


def paragraphs_joined(parts: Iterable[str]) -> str:
    """Return paragraphs with a blank line between them; line ends and runs of spaces become one space.

    Spaces that do not break are characters of the text and stay.
    """
    lines = (_BREAKABLE.sub(" ", part).strip(" ") for part in parts)
    return "\n\n".join(line for line in lines if line)
