"""How a name, an address or a handle looks in a text.

A pattern finds too much rather than too little; whether a find stands at the borders of words is asked
afterwards, since what a word is differs between scripts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from annotations.masking.identity import Identity

_GAP = r"[\s\-‐‑–_]*"
_APOSTROPHES = "'’ʼ`"
_POSSESSIVE = rf"(?:[{_APOSTROPHES}]s)?"
# What outlets put behind their name: "BBC News", "RT International".
_BRANCHES = r"(?:News|Online|Radio|TV|Sport|International|World(?:\s+Service)?)"
_BRANCH = rf"(?:[\s-]+{_BRANCHES})*"
_LAST_BRANCH = re.compile(rf"\s+{_BRANCHES}$")
_ARTICLE = re.compile(r"the\s+", re.IGNORECASE)
# An address ends before the marks of the sentence around it.
_TAIL = r"(?:[/?#](?:[^\s<>\"“”«»()\[\]]*[^\s<>\"“”«»()\[\].,;:!?’'])?)?"
_IN_ADDRESS = frozenset("._+-@:/%~")
_SIGNS = dict.fromkeys(_APOSTROPHES, f"[{_APOSTROPHES}]") | {".": r"\.?"}
_VOWELS = frozenset("AEIOUY")


def names(wanted: Iterable[str]) -> Iterator[re.Pattern[str]]:
    """Yield what finds the names of an outlet, however they are broken over lines or run together."""
    for name in dict.fromkeys(shorter for one in wanted for shorter in _with_shorter(one)):
        for form in _written(name):
            yield from _forms(form)


def people(wanted: Iterable[str]) -> Iterator[re.Pattern[str]]:
    """Yield what finds the people of a byline."""
    for name in dict.fromkeys(form for one in wanted for form in _written(one)):
        yield re.compile(r"\s+".join(map(_literal, name.split())) + _POSSESSIVE, re.IGNORECASE)


def addresses(hosts: Iterable[str]) -> Iterator[re.Pattern[str]]:
    """Yield what finds a host and what follows it in an address; see `address_start` for the rest."""
    for host in hosts:
        yield re.compile(rf"{re.escape(host)}(?::\d+)?{_TAIL}", re.IGNORECASE)


def address_start(text: str, start: int) -> int:
    """Return where an address begins whose host begins at ``start``: at its scheme, mailbox or subdomain."""
    while start and (
        text[start - 1] in _IN_ADDRESS or (text[start - 1].isascii() and text[start - 1].isalnum())
    ):
        start -= 1
    return start


def handles(identity: Identity) -> re.Pattern[str] | None:
    """Return what finds handles and hashtags that hold a name, or the first part of a domain."""
    keys = {host.split(".")[0] for host in identity.hosts}
    keys |= {_squeezed(name) for one in identity.names for name in _with_shorter(one)}
    inside = sorted(re.escape(key) for key in keys if len(key) > 2)
    at_the_start = sorted(re.escape(key) for key in keys if key)
    if not at_the_start:
        return None
    anywhere = rf"\w*(?:{'|'.join(inside)})|" if inside else ""
    return re.compile(rf"[@#＠＃](?:{anywhere}{'|'.join(at_the_start)})\w*", re.IGNORECASE)


def _written(name: str) -> Iterable[str]:
    """Return the name as it is given, composed and decomposed: for some signs these are three."""
    return dict.fromkeys((name, unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name)))


def _with_shorter(name: str) -> Iterator[str]:
    """Yield the name; without "The"; and an acronym without the branch behind it."""
    yield name
    bare = _ARTICLE.sub("", name, count=1) if _ARTICLE.match(name) else name
    if bare:
        yield bare
    trunk = _LAST_BRANCH.sub("", bare)
    if trunk != bare and _is_acronym(trunk):
        yield trunk


def _forms(name: str) -> Iterator[re.Pattern[str]]:
    parts = [part for part in re.split(r"[\s\-_]+", name) if part]
    if len(parts) > 1:
        # "Moscow times" is two words of a sentence: capitals stay capitals, or there are none at all.
        for written in (_GAP.join(map(_capital, parts)), _GAP.join(_literal(part.lower()) for part in parts)):
            yield re.compile(written + _BRANCH + _POSSESSIVE)
        return
    word = parts[0]
    if _is_acronym(word):
        spelt = r"\.?".join(map(re.escape, word))
        # BBC is a word in no case; TIME is one in small letters.
        flags = re.IGNORECASE if not _VOWELS & set(word) else 0
        yield re.compile(rf"(?:{spelt}){_BRANCH}{_POSSESSIVE}", flags)
    for written in dict.fromkeys((word, word.upper(), word[0].upper() + word[1:], word.capitalize())):
        yield re.compile(_literal(written) + _BRANCH + _POSSESSIVE)


def _is_acronym(word: str) -> bool:
    return 2 <= len(word) <= 6 and word.isalpha() and word.isupper()


def _capital(part: str) -> str:
    if part.lower() == "the":
        return "(?i:the)"
    return _literal(part[0]) + (f"(?i:{_literal(part[1:])})" if part[1:] else "")


def _literal(word: str) -> str:
    return "".join(_SIGNS.get(sign) or re.escape(sign) for sign in word)


def _squeezed(name: str) -> str:
    return "".join(sign for sign in name if sign.isalnum())
