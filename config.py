"""Settings, read once from the environment."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

SECRET_KEY_BYTES = 32
LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "[::1]")
# Who does long work: a process that the server starts, one that is started apart, or the request itself.
WITH_SERVER, APART, AT_ONCE = "with-server", "apart", "at-once"


class UnsafeSettings(RuntimeError):
    """The settings would make the installation unsafe, so it does not start."""


@dataclass(frozen=True)
class Config:
    """Where data lives and how the site is reached.

    Attributes:
        data_folder: holds the SQLite files and the secret key.
        database_url: a SQLAlchemy address; SQLite inside the data folder unless set.
        secret_key: signs form tokens; at least 32 characters.
        hosts: names under which the site may be asked for.
        https: the site is reached by TLS, so cookies are marked Secure.
        threads: how many requests are served at once.
        proxies: how many proxies of ours stand before the site; what they say about the visitor is believed.
        base_url: how the site is reached from outside, for links that are printed or sent.
        worker: who does long work: WITH_SERVER, APART (by `parallax worker`) or, in tests, AT_ONCE.
        processes: how many processes heavy statistics are spread over; 0 is one for each core.
        scheduler: the address of a Dask scheduler whose cluster computes them instead.
    """

    data_folder: Path
    database_url: str
    secret_key: str
    hosts: tuple[str, ...] = LOOPBACK_HOSTS
    https: bool = False
    threads: int = 16
    proxies: int = 0
    base_url: str = ""
    worker: str = WITH_SERVER
    processes: int = 0
    scheduler: str = ""

    def __post_init__(self) -> None:
        """Refuse a secret key that could be guessed."""
        if len(self.secret_key) < SECRET_KEY_BYTES or len(set(self.secret_key)) < 10:
            raise UnsafeSettings(
                f"The secret key is too weak: it needs at least {SECRET_KEY_BYTES} characters made at "
                "random. Remove PARALLAX_SECRET_KEY, or the file secret_key in the data folder, to get one."
            )

    def reached_by(self, host: str) -> Self:
        """Return the settings for a server that listens on this address, which becomes a name of the site."""
        return self if host in {"", "0.0.0.0", "::"} else replace(self, hosts=(*self.hosts, host))  # noqa: S104

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """Return the settings of this process, making the data folder and the secret key on first start."""
        folder = Path(environ.get("PARALLAX_DATA") or "data").resolve()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        extra_hosts = tuple(
            name.strip() for name in environ.get("PARALLAX_HOSTS", "").split(",") if name.strip()
        )
        return cls(
            data_folder=folder,
            database_url=environ.get("DATABASE_URL") or f"sqlite:///{folder / 'parallax.sqlite'}",
            secret_key=environ.get("PARALLAX_SECRET_KEY") or _kept_secret_key(folder / "secret_key"),
            hosts=LOOPBACK_HOSTS + extra_hosts,
            https=environ.get("PARALLAX_HTTPS", "") == "1",
            threads=_whole_number(environ, "PARALLAX_THREADS", 16, least=1),
            proxies=_whole_number(environ, "PARALLAX_PROXIES", 0, least=0),
            base_url=environ.get("PARALLAX_BASE_URL", "").rstrip("/"),
            worker=_one_of(environ, "PARALLAX_WORKER", WITH_SERVER, APART),
            processes=_whole_number(environ, "PARALLAX_PROCESSES", 0, least=0),
            scheduler=environ.get("DASK_SCHEDULER", ""),
        )


def private_addresses(environ: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """Return the origins inside the server's own network that may be asked, such as http://127.0.0.1:8080."""
    said = environ.get("PARALLAX_ALLOW_PRIVATE_ADDRESSES", "")
    return tuple(one.strip() for one in said.split(",") if one.strip())


def label_studio(environ: Mapping[str, str] = os.environ) -> tuple[str, str]:
    """Return address and token of the Label Studio server that articles are sent to; empty where unknown."""
    url = environ.get("PARALLAX_LABELSTUDIO_URL", "").strip()
    return url, environ.get("PARALLAX_LABELSTUDIO_TOKEN", "").strip()


def _whole_number(environ: Mapping[str, str], name: str, default: int, *, least: int) -> int:
    text = environ.get(name) or str(default)
    if not text.isdecimal() or int(text) < least:
        raise UnsafeSettings(f"{name} must be a whole number from {least}, not {text!r}.")
    return int(text)


def _one_of(environ: Mapping[str, str], name: str, default: str, *others: str) -> str:
    chosen = environ.get(name) or default
    if chosen not in {default, *others}:
        raise UnsafeSettings(f"{name} must be one of {', '.join((default, *others))}, not {chosen!r}.")
    return chosen


def _kept_secret_key(path: Path) -> str:
    """Return the key kept in the file; make it on first start, readable by its owner alone."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise UnsafeSettings(f"Others may read {path}; run: chmod 600 {path}") from None
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(SECRET_KEY_BYTES) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return path.read_text(encoding="ascii").strip()
