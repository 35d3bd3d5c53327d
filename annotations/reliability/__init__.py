"""Annotations become reliability data: units by annotators, for each variable, with what was dropped and why.

Units are articles for the questions and for "is the label present", characters for "is the label here".
"""

from __future__ import annotations

from collections.abc import Sequence

from annotations.codebook import Codebook
from annotations.reliability.codings import Coding, CodingTable, ConflictingCodings, tabulate
from annotations.reliability.data import Dropped, InvalidReliabilityData, ReliabilityData, table_data
from annotations.reliability.questions import question_data
from annotations.reliability.spans import ANY_LABEL, mark_table, presence_data
from annotations.reliability.spans import character_data as characters_of_table

__all__ = [
    "ANY_LABEL",
    "Coding",
    "CodingTable",
    "ConflictingCodings",
    "Dropped",
    "InvalidReliabilityData",
    "ReliabilityData",
    "article_data",
    "character_data",
    "table_data",
    "tabulate",
]


def article_data(codings: Sequence[Coding], codebook: Codebook) -> tuple[ReliabilityData, ...]:
    """Return the data whose units are articles: every measurable question, then every label's presence."""
    table = tabulate(codings)
    return (*question_data(table, codebook), *presence_data(table, mark_table(table, codebook), codebook))


def character_data(codings: Sequence[Coding], codebook: Codebook) -> tuple[ReliabilityData, ...]:
    """Return the data whose units are the characters of the coded ranges, for every label."""
    table = tabulate(codings)
    return tuple(characters_of_table(table, mark_table(table, codebook), codebook))
