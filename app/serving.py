"""Serving the site from one process: threads, and an end that finishes what it has begun."""

import logging
import signal
from collections.abc import Callable
from types import FrameType
from typing import Any

from flask import Flask
from waitress import create_server

from app.site import Site

# A browser that keeps its connection open holds a channel, not a thread; there may be many.
CONNECTIONS = 500
LINGER = 30

log = logging.getLogger("parallax")


def serve(
    app: Flask,
    host: str,
    port: int,
    *,
    threads: int = 16,
    behind_proxy: bool = False,
    announce: Callable[[str], None] | None = None,
) -> None:
    """Serve until the process is asked to stop; requests under way are finished first.

    Port 0 picks a free one. `announce` is called with the address once requests are taken.
    """
    server = create_server(
        app,
        host=host,
        port=port,
        threads=threads,
        connection_limit=CONNECTIONS,
        ident=None,
        clear_untrusted_proxy_headers=not behind_proxy,
        channel_timeout=120,
    )
    signal.signal(signal.SIGTERM, _stop)
    site: Site = app.extensions["parallax"]
    if announce:
        shown = f"[{host}]" if ":" in host else host
        announce(f"http://{shown}:{_port(server)}")
    site.jobs.resume()
    server.run()  # returns when a signal raises SystemExit or KeyboardInterrupt in this thread
    log.info("Stopping: requests under way are finished first.")
    server.task_dispatcher.shutdown(timeout=LINGER)
    server.close()
    site.jobs.stop()
    site.database.close()


def _port(server: Any) -> int:
    """Return the port that was bound; a name such as localhost may stand for several addresses."""
    listening = getattr(server, "effective_listen", None)
    port: int = listening[0][1] if listening else server.effective_port
    return port


def _stop(number: int, frame: FrameType | None) -> None:
    """Without this, waitress would cut off requests that are being answered."""
    raise SystemExit(0)
