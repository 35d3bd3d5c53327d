"""What the site sends goes where it was checked to go, and nowhere else."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from app.services import addresses
from app.services.refused import Refused

ALLOW = "PARALLAX_ALLOW_PRIVATE_ADDRESSES"


class _Server(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/drip":
            self.send_response(200)
            self.end_headers()
            with suppress(OSError):
                for _ in range(40):
                    self.wfile.write(b"x")
                    time.sleep(0.05)
            return
        answers = {
            "/moved": (302, {"Location": "http://127.0.0.1:1/"}, b""),
            "/packed": (200, {"Content-Encoding": "gzip"}, b"\x1f\x8b"),
            "/short": (200, {"Content-Length": "100"}, b"short"),
            "/large": (200, {}, b"x" * 5_000),
        }
        status, headers, body = answers.get(self.path, (200, {}, self.headers["Host"].encode()))
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *said):
        pass


@pytest.fixture
def port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Server)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8080/",
        "http://localhost/",
        "http://LOCALHOST./",
        "http://2130706433/",
        "http://0177.0.0.1/",
        "http://0x7f.1/",
        "http://0.0.0.0/",
        "http://10.1.2.3/",
        "http://172.16.0.1/",
        "http://192.168.1.1/",
        "http://100.64.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://[::1]/",
        "http://[::]/",
        "http://[fe80::1]/",
        "http://[fc00::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[ff02::1]/",
    ],
)
def test_this_machine_and_its_network_are_not_asked(url: str):
    with pytest.raises(Refused, match="own network"):
        addresses.check(url)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "gopher://example.org/",
        "//example.org",
        "example.org",
        "http://",
        "http://good.example@127.0.0.1/",
        "http://exa mple.org/",
        "http://example.org\\@127.0.0.1/",
        "http://example.org/\r\nHost: other",
        "http://example.org:0/",
        "http://example.org:99999/",
        "http://[::1/",
    ],
)
def test_what_is_no_plain_address_of_the_web_is_refused(url: str):
    with pytest.raises(Refused, match="address"):
        addresses.check(url)


def test_public_numbers_may_be_asked():
    assert addresses.check("https://1.1.1.1/a%20b?c=d").path == "/a%20b?c=d"
    assert addresses.is_public("2606:4700:4700::1111")


def test_a_name_with_one_private_number_is_refused(monkeypatch: pytest.MonkeyPatch):
    both = [(0, 0, 0, "", (number, 80)) for number in ("1.1.1.1", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *asked, **more: both)
    with pytest.raises(Refused, match="own network"):
        addresses.check("http://both.example/")


def test_only_the_origin_that_the_settings_name_is_asked(port: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(ALLOW, f"http://127.0.0.1:{port}, https://[::1]")
    assert addresses.send("GET", f"http://127.0.0.1:{port}/").status == 200
    for other in (f"http://127.0.0.1:{port + 1}/", f"https://127.0.0.1:{port}/", f"http://localhost:{port}/"):
        with pytest.raises(Refused, match="own network"):
            addresses.send("GET", other)


def test_a_name_is_looked_up_once(port: int, monkeypatch: pytest.MonkeyPatch):
    asked = []

    def look_up(host, *more, **others):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setenv(ALLOW, f"http://turning.example:{port}")
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *a, **k: look_up(host) if "turning" in host else real(host, *a, **k),
    )
    answer = addresses.send("GET", f"http://turning.example:{port}/")
    assert (asked, answer.body.decode()) == (["turning.example"], f"turning.example:{port}")


def test_redirects_are_not_followed_and_answers_have_limits(port: int, monkeypatch: pytest.MonkeyPatch):
    site = f"http://127.0.0.1:{port}"
    monkeypatch.setenv(ALLOW, site)
    assert addresses.send("GET", f"{site}/moved").status == 302
    with pytest.raises(addresses.Unreachable, match="packed"):
        addresses.send("GET", f"{site}/packed")
    with pytest.raises(addresses.Unreachable, match="4,000 bytes"):
        addresses.send("GET", f"{site}/large", most=4_000)
    with pytest.raises(addresses.Unreachable):
        addresses.send("GET", f"{site}/short")
    with pytest.raises(Refused, match="line break"):
        addresses.send("GET", site, headers={"X": "a\r\nY: b"})


def test_a_side_that_drips_is_cut_off(port: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(ALLOW, f"http://127.0.0.1:{port}")
    monkeypatch.setattr(addresses, "PATIENCE", 0.3)
    with pytest.raises(addresses.Unreachable):
        addresses.send("GET", f"http://127.0.0.1:{port}/drip")


def test_who_does_not_answer_is_unreachable(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(ALLOW, "http://127.0.0.1:1")
    with pytest.raises(addresses.Unreachable, match="does not answer"):
        addresses.send("GET", "http://127.0.0.1:1/")
