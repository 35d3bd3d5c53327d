"""Where to go next: only to a page of this site, whatever a link or form asked for."""

import re

from flask import request, url_for

LONGEST = 2_000
# Absolute paths of characters that every browser reads alike: no second slash or backslash at the
# start (another host), no control character (browsers drop tabs and line ends), nothing outside ASCII.
_PATH = re.compile(r"/(?![/\\])[A-Za-z0-9._~%!$&'()*+,;=:@/?-]*")


def is_safe(target: str) -> bool:
    """Say whether it is an absolute path of this site."""
    path = target.partition("?")[0]
    return len(target) <= LONGEST and _PATH.fullmatch(target) is not None and "//" not in path


def asked_for() -> str:
    """Return the page that the address or form names as next, or the start page."""
    target = request.form.get("next") or request.args.get("next") or ""
    return target if is_safe(target) else url_for("home.home")


def absolute(path: str, base_url: str) -> str:
    """Return the address of a page as others reach it: the configured one, else the one asked."""
    return (base_url or request.host_url.rstrip("/")) + path
