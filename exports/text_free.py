"""The text-free variant of an archive: offsets, hashes and short quotes in the place of texts.

For a corpus whose texts may not be passed on. Whoever has the texts puts every quote back from its offsets;
that the result is what it was is proven by the hashes of the texts and by the chain of changes, which covers
the whole quotes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from exports.bundle import Bundle
from exports.columns import Column, Table
from exports.errors import UnreadableBundle
from exports.machine_part import FOLDER, Row

ELLIPSIS = "…"
USUAL_LENGTH = 40
# Every place in which words of a text stand is called so, in all rows and records.
_QUOTE = "quote"

QUOTES = Table(
    "quotes.csv",
    "one range of a text that somebody marked",
    (
        Column("article_id", "id", "The article.", required=True),
        Column("start", "integer", "First character, counted from 0 in Unicode code points.", required=True),
        Column("end", "integer", "First character after the range.", required=True),
        Column("quote_sha256", "text", "SHA-256 of the words in UTF-8, in hexadecimal.", required=True),
    ),
)

T = TypeVar("T")


def is_text(name: str) -> bool:
    """Say whether a file of an archive holds words of the texts and nothing else."""
    return name.startswith(("texts/", f"{FOLDER}texts/", f"{FOLDER}sources/"))


def cut(quote: str, length: int) -> str:
    """Return a quote of at most so many characters; a longer one ends in an ellipsis."""
    return quote if len(quote) <= length else quote[:length] + ELLIPSIS


def cut_row(row: Row, length: int) -> Row:
    """Return a row of the machine part with its quotes cut."""
    shorter: Row = _shorter(row, length)
    if "options" in row and isinstance(row["options"], list):
        # What was voted for may be the words of one of the marks.
        quotes = [mark["span"][_QUOTE] for mark in row["subject"]["marks"]]
        shorter["options"] = [_cut_option(one, quotes, length) for one in row["options"]]
    return shorter


def _cut_option(option: Mapping[str, Any], quotes: list[str], length: int) -> dict[str, Any]:
    said = option["said"]
    if len(said) <= length or said not in quotes:
        return dict(option)
    return {**option, "said": cut(said, length), "mark": quotes.index(said)}


def _shorter(value: Any, length: int, name: str = "") -> Any:
    if isinstance(value, Mapping):
        return {key: _shorter(one, length, key) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_shorter(one, length) for one in value]
    return cut(value, length) if name == _QUOTE and isinstance(value, str) else value


@dataclass(frozen=True)
class Filler:
    """Puts the words of a text back into the rows that quote it."""

    text: str
    place: str

    def row(self, row: Row) -> Row:
        """Return a row of the machine part with its whole quotes, or raise UnreadableBundle."""
        whole: Row = self._whole(row)
        if isinstance(row.get("options"), list):
            whole["options"] = [self._option(one, whole) for one in row["options"]]
        return whole

    def _option(self, option: Any, whole: Row) -> dict[str, Any]:
        kept = {name: value for name, value in option.items() if name != "mark"}
        if "mark" in option:
            kept["said"] = whole["subject"]["marks"][option["mark"]]["span"][_QUOTE]
        return kept

    def _whole(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._whole(one) for one in value]
        if not isinstance(value, dict):
            return value
        filled = {name: self._whole(one) for name, one in value.items()}
        if filled.get(_QUOTE):
            filled[_QUOTE] = self._words(filled)
        return filled

    def _words(self, value: Mapping[str, Any]) -> str:
        start, end, quote = value.get("start"), value.get("end", value.get("stop")), value[_QUOTE]
        words = self.text[start:end] if type(start) is int and type(end) is int else ""
        if not words or not words.startswith(str(quote).removesuffix(ELLIPSIS)):
            raise UnreadableBundle(
                f"{self.place}: the text from {start} to {end} does not begin with {str(quote)[:80]!r}."
            )
        return words


def text_free(bundle: Bundle, length: int) -> Bundle:
    """Return the records with their quotes cut."""
    return replace(
        bundle,
        spans=_Each(bundle.spans, length),
        adjudicated_spans=[_record(one, length) for one in bundle.adjudicated_spans],
        threads=[_record(one, length) for one in bundle.threads],
        sourcing=[_record(one, length) for one in bundle.sourcing],
        keys=[one._replace(spans=[_record(span, length) for span in one.spans]) for one in bundle.keys],
        norming=[
            one._replace(said=cut(one.said, length)) if one.kind == "borders" else one
            for one in bundle.norming
        ],
        decisions=[
            one._replace(
                subject=_shorter(one.subject, length),
                verdict=_shorter(one.verdict, length),
                dissent=_shorter(one.dissent, length),
            )
            for one in bundle.decisions
        ],
    )


@dataclass(frozen=True)
class _Each(Iterable[Any]):
    """The spans with cut quotes, as often as they are read."""

    spans: Iterable[Any]
    length: int

    def __iter__(self) -> Iterator[Any]:
        return (_record(span, self.length) for span in self.spans)


def _record(record: Any, length: int) -> Any:
    return record._replace(quote=cut(record.quote, length)) if record.quote else record


def quote_rows(bundle: Bundle) -> Iterator[tuple[str, int, int, str]]:
    """Yield the hash of every marked range, once, in order; the bundle must hold the whole quotes."""
    article_of = {owed.assignment_id: owed.unit_id for owed in bundle.assignments}
    marked = {(article_of[one.assignment_id], one.start, one.end): one.quote for one in bundle.spans}
    for article, start, end in sorted(marked, key=lambda key: (int(key[0][1:]), *key[1:])):
        words = marked[article, start, end]
        yield article, start, end, hashlib.sha256(words.encode()).hexdigest()
