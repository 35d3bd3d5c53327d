"""The columns of the comparison of wordings: one row for each finding, with the words as they stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from annotations.compared import Located
from annotations.compared.tallies import TARGET, VALENCE, VOICE, VOICE_SOURCE
from annotations.voices import parse_chain
from exports.columns import Column

REFERENTS = (
    Column("rounds", "text", "Names of the rounds that were compared, joined by |.", required=True),
    Column("codebook_version", "id", "Version of the codebook of all of them.", required=True),
    Column(
        "source",
        "text",
        "The word annotators (marks of all, those that agree made one) or adjudicated (what stands after "
        "adjudication).",
        required=True,
    ),
    Column("events", "text", "Names of the events the article reports, joined by |."),
    Column("outlet", "text", "Name of the outlet. Empty when unknown."),
    Column("published", "date", "When the article was published. Empty when unknown."),
    Column("article", "text", "File name or id that the article was imported under.", required=True),
    Column("target", "text", "Code of who or what is framed. Empty where it was not said."),
    Column("words", "text", "The quote with wrapped lines joined, to be read.", required=True),
    Column("layer", "text", "Layer of the mark.", required=True),
    Column("label", "text", "Code of the label.", required=True),
    Column("voice", "text", "Code of whose words they are. Empty where it was not said."),
    Column("voice_source", "text", "The speaker as annotators wrote it."),
    Column("speaker", "text", "The speaker alone, where that could be read as a chain."),
    Column("carriers", "text", "Through whom the words came, from the speaker outwards, joined by |."),
    Column("valence", "text", "Code of what the wording does to the target. Empty where it was not said."),
    Column("zone", "text", "Zone of the text that the mark begins in.", required=True),
    Column("start", "integer", "First character, counted in code points from 0.", required=True),
    Column("end", "integer", "The character behind the last one.", required=True),
    Column("quote", "text", "The marked characters exactly as they stand in the text.", required=True),
    Column("annotators", "integer", "How many annotators stand behind the finding.", required=True),
)


def referent_row(one: Located, article: str, published: str, events: str) -> tuple[Any, ...]:
    """Return the row of a finding, without what is the same in all rows."""
    found = one.finding
    chain = parse_chain(one.said(VOICE_SOURCE))
    return (
        *(events or None, one.outlet or None, published or None, article),
        *(one.said(TARGET) or None, found.words, found.layer, found.label, one.said(VOICE) or None),
        *(one.said(VOICE_SOURCE) or None, chain.speaker or None, "|".join(chain.carriers) or None),
        *(one.said(VALENCE) or None, one.zone, found.start, found.end, found.quote, len(found.annotators)),
    )


def referent_rows(
    records: Iterator[tuple[Located, str, str, str]], rounds: list[str], version: str, source: str
) -> Iterator[tuple[Any, ...]]:
    """Yield one row for each finding, given with its article, when that was published, and its events."""
    for record in records:
        yield ("|".join(rounds), version, source, *referent_row(*record))
