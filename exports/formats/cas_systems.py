"""Type systems of UIMA that were sent: read with distrust, and found for each file of annotations.

The library that reads them makes Python classes of the names in them. So nothing but plain names reaches it.
"""

from __future__ import annotations

import io
import keyword
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from exports.formats.incoming import Unreadable
from exports.formats.marked import File
from exports.formats.xml_words import local
from exports.safe_xml import BadXml, read_xml

# What the library raises when a file contradicts itself or its type system.
_FAULTS = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    RuntimeError,
    ArithmeticError,
    SyntaxError,
)
MAX_TYPES = 2_000  # each becomes a class; the largest exports have a few hundred
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


class TypeSystems:
    """The type systems that were sent, each read once."""

    def __init__(self, files: Sequence[File]) -> None:
        self._files = {file.path: file for file in files}
        self._read: dict[str, Any] = {}

    def of(self, path: str) -> Any:
        """Return the type system that lies nearest to a file: beside it, above it, or the only one."""
        folder = path.rpartition("/")[0]
        while True:
            beside = [one for one in self._files if one.rpartition("/")[0] == folder]
            if beside or not folder:
                break
            folder = folder.rpartition("/")[0]
        chosen = beside or (list(self._files) if len(self._files) == 1 else [])
        if len(chosen) != 1:
            raise Unreadable("Its type system is missing. Send TypeSystem.xml with it.")
        if chosen[0] not in self._read:
            self._read[chosen[0]] = _type_system(self._files[chosen[0]])
        return self._read[chosen[0]]


def _type_system(file: File) -> Any:
    from cassis import load_typesystem

    root = checked(file)
    if local(root) != "typeSystemDescription":
        raise Unreadable(f"{file.path} is no type system of UIMA.")
    if sum(1 for _ in root.iter("{*}typeDescription")) > MAX_TYPES:
        raise Unreadable(f"{file.path} has more than {MAX_TYPES:,} types.")
    for element in root.iter("{*}name", "{*}supertypeName", "{*}rangeTypeName", "{*}elementType"):
        if local(element.getparent()) in ("typeDescription", "featureDescription"):
            _check_name(str(element.text or "").strip(), file.path)
    with explained(f"{file.path} is no sound type system"):
        return load_typesystem(io.BytesIO(file.data))


@contextmanager
def explained(what: str) -> Iterator[None]:
    """Turn what the library raises into a reason."""
    from cassis.typesystem import TypeNotFoundError

    try:
        yield
    except (*_FAULTS, TypeNotFoundError) as fault:
        said = str(fault.args[0] if fault.args else fault)
        raise Unreadable(f"{what}: {said[:200]}") from None


def _check_name(name: str, path: str) -> None:
    parts = name.split(".")
    plain = all(_NAME.fullmatch(part) for part in parts) and not keyword.iskeyword(parts[-1])
    if not plain or parts[-1].startswith("__"):
        raise Unreadable(f"{path} has a type or feature called {name[:60]!r}, which is no plain name.")


def checked(file: File) -> Any:
    """Return the outermost element of a file, or raise Unreadable."""
    try:
        return read_xml(file.data, file.path)
    except BadXml as fault:
        raise Unreadable(str(fault)) from None
