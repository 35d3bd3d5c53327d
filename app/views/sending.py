"""Files that are made for a download: written whole before a byte is sent."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import IO, BinaryIO, cast

from flask import Response

PIECE = 256 * 1024


def sent_zip(name: str, write: Callable[[BinaryIO], object]) -> Response:
    """Return a ZIP as a download."""
    return sent(name, "application/zip", write)


def sent(name: str, kind: str, write: Callable[[BinaryIO], object]) -> Response:
    """Return a download. It is a file first, so that a failure is an error page, not half a download."""
    with ExitStack() as on_failure:
        file = on_failure.enter_context(tempfile.TemporaryFile())
        write(cast(BinaryIO, file))
        on_failure.pop_all()
    response = Response(_pieces(file), mimetype=kind)
    response.content_length = file.tell()
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.call_on_close(file.close)
    return response


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the file from its start and close it, which also removes it."""
    with file:
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece
