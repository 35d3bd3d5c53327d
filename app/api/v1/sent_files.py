"""Files that come within a body: a name, and the bytes in Base64."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Any

from app.api.v1.refusals import Refusal
from app.api.v1.schema import Schema, form, list_of, told, words

LARGEST = 64 * 1024 * 1024  # bytes of a body with files; Base64 makes four of three
DATA: Schema = {"type": "string", "contentEncoding": "base64", "pattern": "^[A-Za-z0-9+/=]*$"}
FILES: Schema = told(
    list_of(form("name", "data", name=words(300, 1), data=DATA)),
    "Each with its name, and its bytes in Base64. The whole body may have 64 MB.",
)


def read(files: Sequence[Mapping[str, Any]]) -> list[tuple[str, bytes]]:
    """Return names and bytes of files.

    Raises:
        Refusal: the data of one is no Base64.
    """
    found = []
    for one in files:
        try:
            found.append((one["name"], base64.b64decode(one["data"], validate=True)))
        except binascii.Error:
            raise Refusal(422, "invalid", f"The data of {one['name'][:60]!r} is not Base64.") from None
    return found
