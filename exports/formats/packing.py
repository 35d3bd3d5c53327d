"""A ZIP with everything that one format makes of a round, and a page that says what is not in it."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import BinaryIO

from exports.formats.marked import Losses, Marked
from exports.formats.registry import Format
from exports.zipped import Zipped

README = "README.md"


def write_format(out: BinaryIO, one: Format, marked: Marked, losses: Losses) -> int:
    """Write all files of the format as one ZIP and return how many they are, the README left aside.

    ``out`` needs only ``write``. Files are packed as they are made, so that memory stays flat. What the
    format cannot say is added to the losses, and stands in the README.
    """
    assert one.write is not None, f"{one.code} cannot be written"  # noqa: S101
    with Zipped(out) as files:
        for path, pieces in groupby(one.write(marked, losses), key=attrgetter("path")):
            files.add_pieces(path, (piece.data for piece in pieces))
        count = len(files.written)
        files.add(README, _readme(one, marked, losses).encode())
    return count


def _readme(one: Format, marked: Marked, losses: Losses) -> str:
    lines = [
        f"# {marked.title}: {one.name}",
        "",
        one.meaning,
        "",
        f"- Project: {marked.project}",
        f"- Codebook: {marked.codebook.title}, {marked.codebook_version}",
        f"- Written: {marked.made:%Y-%m-%d %H:%M} UTC",
        "- Offsets count Unicode code points from 0; an end is the first place after its span.",
        "",
        "## What is not in here",
        "",
    ]
    listed = losses.listed()
    lines += [f"- {loss.what}: {loss.count:,}{_example(loss.example)}" for loss in listed]
    lines += [] if listed else ["Nothing was left out."]
    return "\n".join(lines) + "\n"


def _example(example: str) -> str:
    return f" (first: {example})" if example else ""
