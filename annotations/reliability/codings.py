"""Codings: one annotator's annotation of one article, and the table of them that everything is drawn from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from annotations.annotation import Annotation
from annotations.errors import AnnotationError
from annotations.reliability.data import NOT_CODED, NOT_SUBMITTED, Dropped
from annotations.words import Words

Ranges = tuple[tuple[int, int], ...]
# Between the names of the events of an article that belongs to several.
EVENT_MARK = "|"


class ConflictingCodings(AnnotationError):
    """Two codings that say different things about the article itself."""


@dataclass(frozen=True)
class Coding:
    """One annotator's annotation of one article, with what is needed to count its characters and words.

    ``coded`` holds the ranges [start, end) of the text that are coded at all, ordered and apart. ``event``
    names the events of the article, joined by EVENT_MARK. ``week`` is the ISO week of the submission, such
    as "2025-W07", and ``codebook_version`` the version that the annotator judged by. ``words`` is None where
    nobody needs to know them.
    """

    article: str
    annotator: str
    annotation: Annotation
    length: int
    coded: Ranges
    outlet: str | None = None
    event: str | None = None
    week: str | None = None
    codebook_version: str = ""
    words: Words | None = None


@dataclass(frozen=True)
class CodingTable:
    """All codings of a study by article and annotator; the order in which they came does not matter.

    Of two codings of one article by one annotator the later one counts; ``repeated`` is how many gave way.
    """

    articles: tuple[str, ...]
    annotators: tuple[str, ...]
    outlets: tuple[str | None, ...]
    events: tuple[str | None, ...]
    coded: tuple[Ranges, ...]
    cells: Mapping[tuple[str, str], Coding]
    repeated: int
    words: tuple[Words | None, ...]

    @property
    def submitted(self) -> tuple[Coding, ...]:
        """The codings that count, by article and annotator."""
        return tuple(coding for _, _, coding in self.rows_and_columns())

    @property
    def dropped(self) -> tuple[Dropped, ...]:
        """What no variable could use."""
        drafts = len(self.cells) - len(self.submitted)
        counts = (
            ("annotations not submitted", drafts),
            ("earlier annotations of the same article by the same annotator", self.repeated),
        )
        return tuple(Dropped(reason, count) for reason, count in counts if count)

    def rows_and_columns(self) -> Iterator[tuple[int, int, Coding]]:
        """Yield every submitted coding with the numbers of its article and annotator."""
        for row, article in enumerate(self.articles):
            for column, annotator in enumerate(self.annotators):
                coding = self.cells.get((article, annotator))
                if coding is not None and coding.annotation.submitted:
                    yield row, column, coding

    @cached_property
    def weeks(self) -> Mapping[str, str]:
        """The week in which each article was last submitted, where it is known: when its data were whole."""
        last: dict[str, str] = {}
        for coding in self.submitted:
            if coding.week is not None:
                last[coding.article] = max(coding.week, last.get(coding.article, ""))
        return last

    @cached_property
    def codebook_versions(self) -> tuple[str, ...]:
        """The codebook versions of the submitted codings, in order; empty where none is told."""
        return tuple(sorted({one.codebook_version for one in self.submitted if one.codebook_version}))

    @cached_property
    def gaps(self) -> list[list[int]]:
        """A table of missing values: not coded, or coded and not yet submitted."""
        return [
            [
                NOT_SUBMITTED if (article, annotator) in self.cells else NOT_CODED
                for annotator in self.annotators
            ]
            for article in self.articles
        ]

    def empty_cells(self) -> list[list[int]]:
        """Return a table of missing values to be filled in."""
        return [row.copy() for row in self.gaps]


def tabulate(codings: Sequence[Coding]) -> CodingTable:
    """Return the codings by article and annotator, or raise ConflictingCodings."""
    first: dict[str, Coding] = {}
    for coding in codings:
        known = first.setdefault(coding.article, coding)
        if _facts(known) != _facts(coding):
            raise ConflictingCodings(
                f"The codings of {coding.article!r} differ in its length, coded zones, outlet or event."
            )
    cells = {(coding.article, coding.annotator): coding for coding in codings}
    words = {coding.article: coding.words for coding in codings if coding.words is not None}
    articles = tuple(sorted(first))
    return CodingTable(
        articles=articles,
        annotators=tuple(sorted({coding.annotator for coding in codings})),
        outlets=tuple(first[article].outlet for article in articles),
        events=tuple(first[article].event for article in articles),
        coded=tuple(first[article].coded for article in articles),
        cells=cells,
        repeated=len(codings) - len(cells),
        words=tuple(words.get(article) for article in articles),
    )


def _facts(coding: Coding) -> tuple[object, ...]:
    return coding.length, coding.coded, coding.outlet, coding.event
