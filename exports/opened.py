"""A bundle's ZIP opened with distrust: names, sizes and checksums before anything else.

Nothing is ever unpacked to a disk, so a name in the archive is compared with the names a bundle has and is
never a path. Sizes are counted while reading, since an archive may lie about them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO
from zipfile import ZipFile, ZipInfo

from exports.cells import ID
from exports.damaged import DAMAGED_ZIP
from exports.errors import UnreadableBundle
from exports.machine_part import NAMES as FURTHER_NAMES
from exports.package import CHECKSUMS

_NAMES = re.compile(
    rf"[a-z_]{{1,40}}\.csv|README\.txt|datapackage\.json|{re.escape(CHECKSUMS)}"
    rf"|codebook-{ID.pattern}\.toml|texts/{ID.pattern}\.txt|{FURTHER_NAMES.pattern}"
)
_LINE = re.compile("([0-9a-f]{64})  (.+)")
_STEP = 1 << 20


@dataclass(frozen=True)
class Limits:
    """How much of a bundle is read at most."""

    files: int = 200_000
    file_bytes: int = 1 << 30
    all_bytes: int = 2 << 30


def open_bundle(source: BinaryIO, limits: Limits) -> Mapping[str, bytes]:
    """Return the files of a bundle by name, each with the checksum it is listed with.

    Raises:
        UnreadableBundle: it is no ZIP, too large, holds names that no bundle has, or was changed.
    """
    try:
        with ZipFile(source) as archive:
            files = _files(archive, limits)
    except UnreadableBundle:
        raise
    except DAMAGED_ZIP as problem:
        raise UnreadableBundle(f"This is not a whole ZIP file: {problem}.") from problem
    _check(files)
    return files


def _files(archive: ZipFile, limits: Limits) -> dict[str, bytes]:
    infos = archive.infolist()
    if len(infos) > limits.files:
        raise UnreadableBundle(f"The bundle holds {len(infos):,} files; at most {limits.files:,} are read.")
    files: dict[str, bytes] = {}
    room = limits.all_bytes
    for info in infos:
        name = info.filename
        if not _NAMES.fullmatch(name) or name in files or info.flag_bits & 1:
            raise UnreadableBundle(f"The bundle holds {name[:80]!r}, which does not belong there.")
        files[name] = _read(archive, info, min(limits.file_bytes, room))
        room -= len(files[name])
    return files


def _read(archive: ZipFile, info: ZipInfo, room: int) -> bytes:
    if info.file_size > room:
        raise UnreadableBundle(f"{info.filename} is too large to be read.")
    parts = []
    with archive.open(info) as entry:
        while part := entry.read(_STEP):
            room -= len(part)
            if room < 0:
                raise UnreadableBundle(f"{info.filename} is too large to be read.")
            parts.append(part)
    return b"".join(parts)


def _check(files: Mapping[str, bytes]) -> None:
    """Compare the files with their checksums; none may be missing on either side."""
    listed = dict(_listed(files))
    for name, raw in files.items():
        if name == CHECKSUMS:
            continue
        if name not in listed:
            raise UnreadableBundle(f"{name} is not listed in {CHECKSUMS}.")
        if hashlib.sha256(raw).hexdigest() != listed.pop(name):
            raise UnreadableBundle(f"{name} was changed after the bundle was written: its checksum differs.")
    if listed:
        raise UnreadableBundle(f"{next(iter(listed))} is listed in {CHECKSUMS} but missing.")


def _listed(files: Mapping[str, bytes]) -> list[tuple[str, str]]:
    if CHECKSUMS not in files:
        raise UnreadableBundle(f"There is no {CHECKSUMS}; this is not a bundle of ours, or not a whole one.")
    pairs = []
    for number, line in enumerate(files[CHECKSUMS].decode("utf-8", "replace").splitlines(), 1):
        match = _LINE.fullmatch(line)
        if match is None:
            raise UnreadableBundle(f"{CHECKSUMS}, row {number}: this is no checksum and name.")
        pairs.append((match[2], match[1]))
    return pairs
