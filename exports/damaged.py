"""What reading a ZIP raises that is damaged, locked, or packed in a way that is not known here.

``zipfile`` has no error of its own for most of this: each way of packing raises what its library does.
"""

from __future__ import annotations

import zlib
from lzma import LZMAError
from zipfile import BadZipFile

DAMAGED_ZIP = (
    BadZipFile,
    zlib.error,  # deflate
    LZMAError,
    OSError,  # bzip2
    EOFError,  # it ends too early
    ValueError,  # sizes, dates and names that cannot be
    RuntimeError,  # a password is wanted, or the way of packing is unknown
)
