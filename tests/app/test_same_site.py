"""After signing in one goes to a page of this site, whatever the address asked for."""

import pytest

from app.views.same_site import is_safe
from tests.app.people import PASSWORD, register, sign_in
from tests.visitor import Visitor

ELSEWHERE = [
    "", " ", "home", "projects/study", "./x", "../x", "?next=/", "#top",
    "//evil.example", "///evil.example", "////evil.example", "//evil.example/%2f..", "//evil.example:80/",
    "/\\evil.example", "\\/evil.example", "\\\\evil.example", "/\\/evil.example", "\\evil.example", "/x\\y",
    "/\t/evil.example", "/\n/evil.example", "/\r/evil.example", "\t//evil.example", " //evil.example",
    "/\x00/evil.example", "/\x0b/evil.example", "/\x7f", "\x01/x", "/ /evil.example", "/a b",
    "http://evil.example", "https://evil.example", "HTTPS://evil.example", "https:evil.example",
    "https:/evil.example", "https:///evil.example", "http:\\\\evil.example", "h\ttps://evil.example",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)",
    "javascript://localhost/%0aalert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:x",
    "mailto:a@b.example", "file:///etc/passwd", "ftp://evil.example", "blob:x", "about:blank",
    "http://localhost@evil.example", "//localhost@evil.example", "//google%00.com", "http:evil", "://evil.example",
    "/\u2028/evil.example", "/\u3000x", "/\uff0fevil.example", "\uff0f\uff0fevil.example", "/é", "/\u202egpj",
    "/x//evil.example", "/.//evil.example", "/<script>", '/"onload=x', "/x#//evil.example", "/" + "a" * 2_001,
]  # fmt: skip
HERE = [
    "/", "/account", "/projects/study", "/projects/study/queue?page=2&sort=-name",
    "/projects/study/annotate/12", "/x?next=//evil.example",
    "/x?u=https://evil.example", "/a.b~c_d-e", "/%20",
    "/%2f%2fevil.example", "/@evil.example",
    "/:80", "/javascript:alert(1)",
]  # fmt: skip


@pytest.mark.parametrize("target", ELSEWHERE)
def test_an_address_elsewhere_is_not_followed(target):
    assert not is_safe(target)


@pytest.mark.parametrize("target", HERE)
def test_an_absolute_path_of_this_site_is_followed(target):
    assert is_safe(target)


@pytest.mark.parametrize(("asked", "leads_to"), [("//evil.example", "/"), ("/account", "/account")])
def test_signing_in_leads_only_to_this_site(app, database, asked, leads_to):
    register(database)
    answer = sign_in(Visitor(app), "ada@example.org", PASSWORD, next=asked)
    assert answer.status_code == 303
    assert answer.headers["Location"] == leads_to


def test_the_form_carries_only_a_safe_next_page(app):
    page = Visitor(app).get("/sign-in?next=https://evil.example/")
    assert "evil.example" not in page.text
