"""Words that must be read again, such as a token for another server, sealed with the secret key of the site.

Nothing among our packages encrypts, and what is needed is small: a pseudorandom function (HMAC-SHA-256)
makes a stream of bytes in counter mode (Bellare, Desai, Jokipii and Rogaway 1997), and the result is
authenticated before it is opened (encrypt-then-MAC: Bellare and Namprempre 2000). The keys hang on a purpose,
so that what was sealed for one place cannot be opened at another.
"""

import base64
import binascii
import hmac
import secrets
from collections.abc import Iterator

VERSION = "1"
NONCE = 24
TAG = 32


class WrongSeal(ValueError):
    """What is sealed was sealed with another key or for another purpose, or is damaged."""


def seal(secret_key: str, purpose: str, words: str) -> str:
    """Return words so that only the same key opens them for the same purpose."""
    encrypting, telling = _keys(secret_key, purpose)
    nonce = secrets.token_bytes(NONCE)
    hidden = nonce + _mixed(encrypting, nonce, words.encode())
    whole = hidden + _digest(telling, hidden)
    return f"{VERSION}.{base64.urlsafe_b64encode(whole).decode()}"


def unseal(secret_key: str, purpose: str, sealed: str) -> str:
    """Return the words.

    Raises:
        WrongSeal: the key or the purpose is another one, or a byte of it is.
    """
    version, _, packed = sealed.partition(".")
    try:
        whole = base64.urlsafe_b64decode(packed.encode("ascii"))
    except (binascii.Error, ValueError):
        raise WrongSeal from None
    encrypting, telling = _keys(secret_key, purpose)
    hidden, tag = whole[:-TAG], whole[-TAG:]
    if version != VERSION or len(hidden) < NONCE or not hmac.compare_digest(tag, _digest(telling, hidden)):
        raise WrongSeal
    return _mixed(encrypting, hidden[:NONCE], hidden[NONCE:]).decode()


def _keys(secret_key: str, purpose: str) -> tuple[bytes, bytes]:
    """Return one key to encrypt with and one to authenticate with; neither says anything of the other."""
    kinds = (b"encrypt", b"authenticate")
    encrypting, telling = (_digest(secret_key.encode(), kind + b"\0" + purpose.encode()) for kind in kinds)
    return encrypting, telling


def _mixed(key: bytes, nonce: bytes, words: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(words, _stream(key, nonce), strict=False))


def _stream(key: bytes, nonce: bytes) -> Iterator[int]:
    """Yield bytes without end that nobody without the key can tell from chance."""
    number = 0
    while True:
        yield from _digest(key, nonce + number.to_bytes(8, "big"))
        number += 1


def _digest(key: bytes, message: bytes) -> bytes:
    return hmac.digest(key, message, "sha256")
