"""A ZIP with everything that one format makes of a round, and a page that says what is not in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import attrgetter
from typing import BinaryIO

from exports.formats.marked import File, Losses, Marked, MarkedArticle
from exports.formats.naming import segment
from exports.formats.registry import Format
from exports.zipped import Zipped

README = "README.md"
BESIDE = "annotations with what came along in files of Label Studio and is written for it alone"


def write_format(out: BinaryIO, one: Format, marked: Marked, losses: Losses, *, apart: bool = False) -> int:
    """Write all files of the format as one ZIP and return how many they are, the README left aside.

    ``out`` needs only ``write``. Files are packed as they are made, so that memory stays flat. What the
    format cannot say is added to the losses, and stands in the README. With ``apart`` every annotator has
    a folder with files of his or her own, as if nobody else had read the articles, which are read again
    for each.
    """
    with Zipped(out) as files:
        written = _apart(one, marked, losses) if apart else _written(one, marked, losses)
        for path, pieces in groupby(written, key=attrgetter("path")):
            files.add_pieces(path, (piece.data for piece in pieces))
        count = len(files.written)
        files.add(README, _readme(one, marked, losses).encode())
    return count


def _written(one: Format, marked: Marked, losses: Losses) -> Iterator[File]:
    assert one.write is not None, f"{one.code} cannot be written"  # noqa: S101
    if not one.writes_beside:
        marked = replace(marked, articles=_Plain(marked.articles, losses))
    return one.write(marked, losses)


@dataclass(frozen=True)
class _Plain:
    """The articles as they are; that something came along which is not written is a loss."""

    articles: Iterable[MarkedArticle]
    losses: Losses
    told: set[str] = field(default_factory=set)  # since some formats read the articles twice

    def __iter__(self) -> Iterator[MarkedArticle]:
        for article in self.articles:
            for reading in article.readings:
                has_some = reading.beside or any(span.beside for span in reading.spans)
                if has_some and reading.annotation_id not in self.told:
                    self.told.add(reading.annotation_id)
                    self.losses.add(BESIDE, reading.annotation_id)
            yield article


def _apart(one: Format, marked: Marked, losses: Losses) -> Iterator[File]:
    for annotator in marked.annotators:
        alone = replace(marked, articles=_ReadBy(marked.articles, annotator), annotators=(annotator,))
        folder = segment(annotator)
        for file in _written(one, alone, losses):
            inside = file.path.startswith(f"{folder}/")  # some formats have such folders anyway
            yield file if inside else File(f"{folder}/{file.path}", file.data)


@dataclass(frozen=True)
class _ReadBy:
    """The articles that one annotator read, with that reading alone."""

    articles: Iterable[MarkedArticle]
    annotator: str

    def __iter__(self) -> Iterator[MarkedArticle]:
        for article in self.articles:
            own = [reading for reading in article.readings if reading.annotator == self.annotator]
            if own:
                yield replace(article, readings=own)


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
