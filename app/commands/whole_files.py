"""Files that appear under their names once they are whole."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from app.services.refused import Refused


@contextmanager
def whole_file(target: Path) -> Iterator[BinaryIO]:
    """Give a file to write to; after an error there is none, or still the one that was there before."""
    folder = target.resolve().parent
    if not folder.is_dir():
        raise Refused(f"There is no folder {folder}. Make it first; nothing was written.")
    handle, partial = tempfile.mkstemp(dir=folder, prefix=".partial-", suffix=target.suffix)
    try:
        with os.fdopen(handle, "wb") as out:
            yield cast("BinaryIO", out)
            out.flush()
            os.fsync(out.fileno())
        Path(partial).replace(target)
    finally:
        Path(partial).unlink(missing_ok=True)
