"""Passwords: the rules for new ones, and their slow hash."""

import re
import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.services.refused import Refused

SHORTEST = 10
LONGEST = 1_000  # far beyond what anybody types; the limit only keeps megabytes away from the hash

# 19 MiB, two passes, one lane: the first choice of OWASP's password storage cheat sheet for argon2id.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Hashing is costly on purpose: many sign-ins at once must not take the processor from those who annotate.
_AT_ONCE = threading.Semaphore(2)
# Verified where there is no account, so that the answer takes as long as for one that exists.
_NOBODY = _HASHER.hash("nobody has this password")

# What most people choose; digits and signs around the word do not make it better.
_WORDS = """
    abc abcabc abcdef abcdefg abcdefgh abcdefghij access admin adminadmin administrator asdf asdfasdf asdfgh
    asdfghjkl azerty azertyuiop baseball changeme changemenow computer default dragon football guest hello
    helloworld iloveyou internet letmein login loveyou master michael monkey mypassword newpassword nopassword
    pass passpass password passwordpassword passwort princess qazwsx qazwsxedc qwer qwert qwerty qwertyuiop
    qwertyqwerty qwertz qwertzuiop root secret shadow starwars sunshine superman superuser temppassword test
    testpassword testtest trustno welcome welcomeback whatever yourpassword zxcvbn zxcvbnm parallax
"""
_COMMON_WORDS = frozenset(_WORDS.split())
_LOOKALIKES = str.maketrans("@$01345!", "asoieasi")


def refuse_weak(password: str, *, email: str = "") -> None:
    """Refuse a new password that is too short or that a stranger would try first.

    Any characters are allowed, none are demanded, and nothing is cut off (NIST SP 800-63B, 3.1.1.2).

    Raises:
        Refused: says what is wrong with it.
    """
    if len(password) < SHORTEST:
        raise Refused(f"Use at least {SHORTEST} characters. Several words in a row are easy to remember.")
    if len(password) > LONGEST:
        raise Refused(f"Use at most {LONGEST:,} characters.")
    plain = unicodedata.normalize("NFKC", password).casefold()
    if email and plain in {email.casefold(), email.casefold().partition("@")[0]}:
        raise Refused("Use something else than your e-mail address.")
    if _is_common(plain):
        raise Refused("This password is among the first that others would try. Use a less usual one.")


def _is_common(plain: str) -> bool:
    letters = re.sub(r"[\W\d_]+", "", plain)
    word = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain).translate(_LOOKALIKES)
    return letters in _COMMON_WORDS or word in _COMMON_WORDS or _is_monotonous(plain)


def _is_monotonous(plain: str) -> bool:
    """Say whether it is few characters again and again, or a date, a count or a telephone number."""
    return len(set(plain)) < 4 or re.fullmatch(r"[\d +./:-]{1,15}", plain) is not None


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password. Slow on purpose: call it outside any transaction."""
    with _AT_ONCE:
        return _HASHER.hash(_bytes(password))


def verify(password_hash: str | None, password: str) -> bool:
    """Say whether the password fits; takes as long where there is no hash to fit."""
    if len(password) > LONGEST:
        password_hash, password = None, ""
    with _AT_ONCE:
        try:
            _HASHER.verify(password_hash or _NOBODY, _bytes(password))
        except (VerificationError, InvalidHashError):
            return False
    return password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Say whether the hash was made with weaker settings than those of today."""
    return _HASHER.check_needs_rehash(password_hash)


def _bytes(password: str) -> bytes:
    # The same word typed on two keyboards may arrive composed or decomposed.
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
