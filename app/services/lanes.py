"""An article with everybody's marks in lanes that are aligned on its text.

The text stands once. Each annotator has a lane of fixed height under its lines, so that the same lane is the
same person everywhere; below each paragraph the marks are listed lane by lane in words.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from annotations.annotation import MarkedSpan
from annotations.codebook import Codebook
from annotations.zones import BODY, CODED, Block, Zone, blocks
from app.services.naming import category_named, words


@dataclass(frozen=True)
class Mark:
    """One span as people read it; ``standing`` says more about it, such as that it was decided."""

    start: int
    end: int
    quote: str
    label: str
    attributes: tuple[tuple[str, str], ...]
    note: str = ""
    standing: str = ""


@dataclass(frozen=True)
class Lane:
    """All marks of one annotator, or of all decisions together."""

    name: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Piece:
    """Words that lie in the same lanes; lanes are counted from 1."""

    start: int
    end: int
    text: str
    lanes: tuple[int, ...]
    in_focus: bool


@dataclass(frozen=True)
class Paragraph:
    """A paragraph in pieces, and the marks that begin in it or reach into it, lane by lane."""

    start: int
    zone: str
    pieces: tuple[Piece, ...]
    lanes: tuple[tuple[Mark, ...], ...]

    @property
    def is_coded(self) -> bool:
        """Whether marks in it count."""
        return self.zone in CODED

    @property
    def in_focus(self) -> bool:
        """Whether what is looked at lies in it."""
        return any(piece.in_focus for piece in self.pieces)


def lane(
    name: str, spans: Sequence[MarkedSpan], codebook: Codebook, standing: Mapping[str, str] | None = None
) -> Lane:
    """Return the lane of these spans; ``standing`` says more about some, by their names."""
    known = standing or {}
    return Lane(name, tuple(_mark(span, codebook, known.get(span.uid, "")) for span in spans))


def _mark(span: MarkedSpan, codebook: Codebook, standing: str) -> Mark:
    layer = codebook.layer(span.layer)
    attributes = tuple(
        (variable.name, words(variable, span.attributes[variable.code]))
        for variable in layer.attributes
        if variable.code in span.attributes
    )
    label = category_named(layer.label_variable, span.label)
    return Mark(span.start, span.end, span.quote, label, attributes, span.note, standing)


def paragraphs(
    text: str, zones: Sequence[Zone], lanes: Sequence[Lane], focus: tuple[int, int] | None = None
) -> tuple[Paragraph, ...]:
    """Return the text in paragraphs, cut where marks or what is in focus begin and end."""
    return tuple(_paragraph(text, block, lanes, focus) for block in blocks(text, zones))


def _paragraph(text: str, block: Block, lanes: Sequence[Lane], focus: tuple[int, int] | None) -> Paragraph:
    here = tuple(
        tuple(mark for mark in lane.marks if mark.start < block.end and block.start < mark.end)
        for lane in lanes
    )
    return Paragraph(block.start, block.zone or BODY, tuple(_pieces(text, block, here, focus)), here)


def _pieces(
    text: str, block: Block, lanes: Sequence[Sequence[Mark]], focus: tuple[int, int] | None
) -> Iterator[Piece]:
    ends = [(mark.start, mark.end) for lane in lanes for mark in lane] + ([focus] if focus else [])
    edges = {block.start, block.end}
    edges |= {edge for pair in ends for edge in pair if block.start < edge < block.end}
    for start, end in pairwise(sorted(edges)):
        among = tuple(
            number
            for number, lane in enumerate(lanes, 1)
            if any(mark.start <= start and end <= mark.end for mark in lane)
        )
        in_focus = focus is not None and focus[0] <= start and end <= focus[1]
        yield Piece(start, end, text[start:end], among, in_focus)
