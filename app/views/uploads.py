"""Reading an uploaded file that is text."""

from pathlib import PurePosixPath

from werkzeug.datastructures import FileStorage

from annotations.text import decode
from app.services.refused import Refused

FORMATS = {".toml": "toml", ".csv": "csv", ".xml": "labelstudio", ".qdc": "qdc"}
LARGEST = 4_000_000  # bytes of a codebook file


def codebook_file(file: FileStorage) -> tuple[str, str]:
    """Return the text of a codebook file and its format, which the file's name tells.

    Raises:
        Refused: the name ends otherwise, or the file is too large.
        UndecodableText: it is no text.
    """
    suffix = PurePosixPath(file.filename or "").suffix.casefold()
    if suffix not in FORMATS:
        raise Refused("A codebook file is named .toml, .csv, .xml or .qdc.")
    raw = file.stream.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise Refused(f"A codebook file has at most {LARGEST:,} bytes.")
    return decode(raw).text, FORMATS[suffix]
