"""Words that must be read again, such as tokens for other servers, sealed with the secret key of the site."""

import base64


class WrongSeal(ValueError):
    """What is sealed was sealed with another key or for another purpose, or is damaged."""


def seal(secret_key: str, purpose: str, words: str) -> str:
    """Return words so that only the same key opens them for the same purpose."""
    from cryptography.fernet import Fernet

    return Fernet(_key(secret_key, purpose)).encrypt(words.encode()).decode("ascii")


def unseal(secret_key: str, purpose: str, sealed: str) -> str:
    """Return the words.

    Raises:
        WrongSeal: the key or the purpose is another one, or a byte of it is.
    """
    from cryptography.fernet import Fernet, InvalidToken

    try:
        return Fernet(_key(secret_key, purpose)).decrypt(sealed).decode()
    except (InvalidToken, ValueError):  # signs outside ASCII are a ValueError
        raise WrongSeal from None


def _key(secret_key: str, purpose: str) -> bytes:
    """Return a key of its own for each purpose, so that what is sealed for one place opens at no other."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    derived = HKDF(SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret_key.encode())
    return base64.urlsafe_b64encode(derived)
