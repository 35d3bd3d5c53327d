"""What tells the outlet of an article: names, addresses and the people who sign it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

# Under these, a country's registry gives names one level further down, such as bbc.co.uk.
_SHARED_ENDS = frozenset({"ac", "co", "com", "edu", "gov", "net", "or", "org"})
_SIGNED = re.compile(
    r"^\s*(?:(?:written|reported|text|story)\s+)?(?:by|von|par|por|di|da|door|автор|текст)\s*:?\s+",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?:[,;|/&\n]|\s(?:and|und|et|y|e|en|и)\s)\s*", re.IGNORECASE)
_POSTS = re.compile(
    r"\b(?:agenc(?:y|ies)|bureau|chief|correspondents?|desk|editors?|newsroom|reporters?|staff|team|"
    r"writers?|redaktion|redaction|redacción)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Identity:
    """The facts from which a mask is made; whatever is not known is empty."""

    name: str = ""
    aliases: tuple[str, ...] = ()
    byline: str = ""
    urls: tuple[str, ...] = ()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The name and the aliases, on one line each, without those that hold no letter or digit."""
        wanted = (" ".join(name.split()) for name in (self.name, *self.aliases))
        return tuple(dict.fromkeys(name for name in wanted if any(map(str.isalnum, name))))

    @cached_property
    def hosts(self) -> tuple[str, ...]:
        """The domains of the addresses, without what stands before the name that was registered."""
        found = (_registered(_host(url)) for url in self.urls)
        return tuple(dict.fromkeys(host for host in found if host))

    @cached_property
    def signatures(self) -> tuple[str, ...]:
        """The people of the byline: parts of at least two words that name no post."""
        parts = _BETWEEN.split(_SIGNED.sub("", self.byline))
        found = (" ".join(part.split()) for part in parts)
        return tuple(dict.fromkeys(part for part in found if " " in part and not _POSTS.search(part)))


def _host(url: str) -> str:
    url = url.strip()
    try:
        return (urlsplit(url if "//" in url else f"//{url}").hostname or "").rstrip(".")
    except ValueError:  # an address that no program would follow tells nothing
        return ""


def _registered(host: str) -> str:
    labels = host.split(".")
    if len(labels) < 2 or not all(labels) or labels[-1].isdigit():
        return ""
    country = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SHARED_ENDS
    return ".".join(labels[-3:] if country else labels[-2:])
