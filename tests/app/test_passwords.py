"""The rules for passwords, and their hash."""

import threading

import pytest

from app.services import passwords
from app.services.refused import Refused


@pytest.mark.parametrize(
    "password",
    [
        "ten chars!",
        "correct horse battery staple",
        "пароль из слов",
        "密码是一句很长的话吗",
        " spaces at both ends ",
        "🦊🐌🦉🐝🦋🐢🐙🦀🐬🐘",
        "z\tq\x00 w\nk j v",
        "x9" * 64 + "tail",
    ],
)
def test_any_characters_make_a_password(password):
    passwords.refuse_weak(password)


@pytest.mark.parametrize(
    "password",
    ["short", "9 letters", "password123", "P@ssw0rd1234", "Qwertyuiop1", "aaaaaaaaaaaa", "1234567890",
     "19870412 1987", "Welcome2026!", "letmein!!!!!", "abababababab", "ＰＡＳＳＷＯＲＤ１２３"],
)  # fmt: skip
def test_what_others_try_first_is_refused(password):
    with pytest.raises(Refused):
        passwords.refuse_weak(password)


def test_the_address_itself_is_no_password():
    with pytest.raises(Refused, match="e-mail"):
        passwords.refuse_weak("ada.lovelace@example.org", email="Ada.Lovelace@example.org")


def test_a_long_password_is_not_cut_off():
    long = "a long sentence of words " * 30
    kept = passwords.hash_password(long)
    assert passwords.verify(kept, long)
    assert not passwords.verify(kept, long[:-1])
    assert not passwords.verify(kept, long[:72])


def test_a_password_too_long_to_hash_is_refused_by_name():
    with pytest.raises(Refused, match="at most"):
        passwords.refuse_weak("long words " * 1000)


def test_the_same_word_typed_composed_or_decomposed_is_one_password():
    assert passwords.verify(passwords.hash_password("caf\u00e9 au lait noir"), "cafe\u0301 au lait noir")


def test_the_hash_is_argon2id_with_nineteen_mebibytes():
    kept = passwords.hash_password("quiet harbour")
    assert kept.startswith("$argon2id$")
    assert "m=19456,t=2,p=1" in kept
    assert not passwords.is_outdated(kept)


def test_nothing_fits_where_there_is_no_hash():
    assert not passwords.verify(None, "nobody has this password")
    assert not passwords.verify("not a hash", "quiet harbour")


def test_at_most_two_hashes_are_made_at_once(monkeypatch):
    running, most = [], []
    both_in = threading.Barrier(2, timeout=10)

    class Watched:
        def hash(self, _password):
            running.append(1)
            most.append(len(running))
            both_in.wait()  # passes only in pairs: a third one would break it
            running.pop()
            return ""

    monkeypatch.setattr(passwords, "_HASHER", Watched())
    threads = [threading.Thread(target=passwords.hash_password, args=("x",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(most) == 2
