"""Requests to addresses that people wrote: only to the public net, only to what was checked, within limits.

A name is looked up once, every address behind it is checked, and the connection goes to one of those, so
that a second answer of the name server changes nothing. No redirect is followed and no proxy is asked.
Addresses of this machine and of its network are reached only where the settings of the server name their
origin.
"""

import http.client
import ipaddress
import json
import re
import socket
import ssl
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit

from app.services.refused import Refused
from config import private_addresses

MOST_BYTES = 64 * 1024 * 1024
PATIENCE = 30.0  # seconds for a whole request
MOST_LETTERS = 2_000
PORTS = {"http": 80, "https": 443}
_EMBEDDING = ipaddress.ip_network("64:ff9b::/96")  # IPv4 addresses behind a translator
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Unreachable(Refused):
    """The other side does not answer, or not as it should; trying again later may help."""


@dataclass(frozen=True)
class Checked:
    """An address that may be asked, and the numbers that its name stood for when it was checked."""

    origin: str  # such as "https://example.org" or "http://127.0.0.1:8080"
    scheme: str
    host: str
    port: int
    path: str  # with the query, never empty
    numbers: Sequence[str]


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]  # names in lower case
    body: bytes


def origin_of(url: str) -> str:
    """Return scheme, host and port of an address as the settings name them.

    Raises:
        Refused: it is no address of the web, or one that is written to deceive.
    """
    parts, host, port = _parts(url)
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + ("" if port == PORTS[parts.scheme] else f":{port}")


def check(url: str) -> Checked:
    """Look the name up, once, and return what may be asked.

    Raises:
        Refused: the address leads to this machine or into its network, and the settings do not allow it.
        Unreachable: the name is not known.
    """
    parts, host, port = _parts(url)
    origin = origin_of(url)
    numbers = _looked_up(host, port)
    allowed = {origin_of(one) for one in private_addresses()}
    if origin not in allowed and not all(is_public(number) for number in numbers):
        raise Refused(
            f"{origin} leads to this machine or its own network, which is not asked. Whoever runs this "
            f"site can allow it with PARALLAX_ALLOW_PRIVATE_ADDRESSES={origin}."
        )
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?')}" if parts.query else ""
    return Checked(origin, parts.scheme, host, port, path + query, numbers)


def is_public(number: str) -> bool:
    """Say whether a numeric address belongs to the public net, also where it holds another one."""
    address: _Address = ipaddress.ip_address(number.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1])
        if address in _EMBEDDING:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified or address.is_loopback
    )


def send(
    method: str,
    url: str,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    *,
    most: int = MOST_BYTES,
) -> Answer:
    """Send a request and return what comes back, whatever its status; redirects are returned, not followed.

    Raises:
        Refused: the address may not be asked.
        Unreachable: nobody answers in time, or with too much. The reason never quotes the other side.
    """
    checked = check(url)
    told = {"Accept-Encoding": "identity", "User-Agent": "Parallax", "Connection": "close", **(headers or {})}
    if any(re.search(r"[\r\n\0]", f"{name}{value}") for name, value in told.items()):
        raise Refused("A header has a line break in it.")
    connection = _Pinned(checked)
    # A limit of the socket counts anew with every byte, so that a slow side could hold us for hours.
    deadline = threading.Timer(PATIENCE, connection.cut)
    deadline.daemon = True
    deadline.start()
    try:
        connection.request(method, checked.path, body or None, told)
        return _received(connection, checked, most)
    except Refused:
        raise
    except ssl.SSLCertVerificationError:
        raise Unreachable(f"{checked.origin} has no certificate that can be trusted.") from None
    except (OSError, http.client.HTTPException, ValueError, UnicodeError) as error:
        raise Unreachable(f"{checked.origin} does not answer ({type(error).__name__}).") from None
    finally:
        deadline.cancel()
        connection.close()


def send_json(method: str, url: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Answer:
    """Send a request with a JSON body, or without a body where it is None."""
    told = {"Accept": "application/json", **(headers or {})}
    if body is None:
        return send(method, url, headers=told)
    return send(method, url, json.dumps(body).encode(), {"Content-Type": "application/json", **told})


def _received(connection: "_Pinned", checked: Checked, most: int) -> Answer:
    response = connection.getresponse()
    headers = {name.lower(): value for name, value in response.getheaders()}
    if headers.get("content-encoding", "identity") != "identity":
        raise Unreachable(f"{checked.origin} answers packed, though it was asked not to.")
    body = response.read(most + 1)
    if connection.is_cut:
        raise Unreachable(f"{checked.origin} takes more than {PATIENCE:g} seconds.")
    if len(body) > most:
        raise Unreachable(f"{checked.origin} answers with more than {most:,} bytes.")
    # Reading with a limit tells nothing of a connection that was cut, so the lengths are compared.
    if (said := headers.get("content-length", "")).isdecimal() and len(body) < int(said) and response.length:
        raise Unreachable(f"The answer of {checked.origin} was cut off.")
    return Answer(response.status, headers, body)


def _parts(url: str) -> tuple[SplitResult, str, int]:
    if len(url) > MOST_LETTERS or re.search(r"[\s\\\x00-\x20\x7f]", url):
        raise Refused("The address has blanks or backslashes in it, or is too long.")
    try:
        parts = urlsplit(url)
        port, host = parts.port, (parts.hostname or "").rstrip(".")
    except ValueError:
        raise Refused("This is no address that can be read.") from None
    if parts.scheme not in PORTS or not host:
        raise Refused("The address must begin with http:// or https:// and name a server.")
    if "@" in parts.netloc:
        raise Refused("The address must not hold a name and password before its server.")
    if port == 0:
        raise Refused("The address names a port that does not exist.")
    return parts, host, port or PORTS[parts.scheme]


def _looked_up(host: str, port: int) -> Sequence[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreachable(f"There is no server of the name {host[:100]!r}.") from None
    return list(dict.fromkeys(str(one[4][0]) for one in found))


class _Pinned(http.client.HTTPConnection):
    """A connection to numbers that were checked, whatever the name stands for by now."""

    def __init__(self, checked: Checked) -> None:
        super().__init__(checked.host, checked.port, timeout=PATIENCE)
        self._checked = checked
        self.is_cut = False
        self._open: socket.socket | None = None  # its own, since an answer takes the connection's away
        if checked.scheme == "https":
            self.default_port = PORTS["https"]

    def connect(self) -> None:
        """Connect to the first of the numbers that answers."""
        failed: OSError = OSError("no number")
        for number in self._checked.numbers:
            if self.is_cut:
                break
            try:
                self.sock = socket.create_connection((number, self.port), PATIENCE / 3)
            except OSError as error:
                failed = error
                continue
            self._open = self.sock
            self.sock.settimeout(PATIENCE)
            if self._checked.scheme == "https":
                context = ssl.create_default_context()
                self._open = self.sock = context.wrap_socket(self.sock, server_hostname=self._checked.host)
            return
        raise failed

    def cut(self) -> None:
        """End the connection from another thread."""
        self.is_cut = True
        if self._open is not None:
            with suppress(OSError):
                self._open.shutdown(socket.SHUT_RDWR)
