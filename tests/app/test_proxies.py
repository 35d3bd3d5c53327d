"""Who a visitor is, with and without a proxy of ours before the site."""

from dataclasses import replace

import pytest

from app import create_app
from app.models import SignInAttempt
from tests.visitor import Visitor


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        (0, "198.51.100.9", "127.0.0.1"),
        (1, "198.51.100.9", "198.51.100.9"),
        (1, "203.0.113.66, 198.51.100.9", "198.51.100.9"),  # the first part is what the visitor claims
        (1, None, "127.0.0.1"),
    ],
)
def test_only_our_own_proxies_say_where_somebody_comes_from(config, database, proxies, forwarded, seen):
    site = create_app(replace(config, proxies=proxies))
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    Visitor(site).post("/sign-in", {"email": "a@example.org", "password": "wrong wrong"}, headers=headers)
    site.extensions["parallax"].database.close()
    with database.reading() as session:
        assert session.query(SignInAttempt).one().address == seen
