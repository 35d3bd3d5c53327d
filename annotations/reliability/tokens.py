"""Reliability data whose units are the words of the coded ranges: which of them carry a label.

A word carries a label if an annotator marked any of its characters with it; so it does not matter whether a
mark includes the quotation mark, or lost a letter. Words belong to the zone that they start in.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace

from annotations.codebook import Codebook
from annotations.reliability.codings import CodingTable, Ranges
from annotations.reliability.data import ReliabilityData
from annotations.reliability.spans import Marks, MarkTable, character_data, merged
from annotations.words import Words


def words_known(table: CodingTable) -> bool:
    """Say whether the words of all articles are known."""
    return all(words is not None for words in table.words)


def word_data(table: CodingTable, marks: MarkTable, codebook: Codebook) -> Iterator[ReliabilityData]:
    """Yield for every label of every layer which words carry it; the words of all articles are known.

    A row stands for all words of an article that the same annotators marked; its size is their number.
    """
    coded = [_coded(words, ranges) for words, ranges in zip(table.words, table.coded, strict=True)]
    counted = replace(table, coded=tuple(((0, len(starts)),) for starts, _ in coded))
    in_words = {cell: _in_words(marked, *coded[cell[0]]) for cell, marked in marks.items()}
    for data in character_data(counted, in_words, codebook):
        yield replace(data, unit="word")


def _coded(words: Words | None, ranges: Ranges) -> tuple[list[int], list[int]]:
    """Return the starts and ends of the words that start in the coded ranges."""
    if words is None:
        raise ValueError("The words of every article must be known before they can be counted.")
    starts: list[int] = []
    ends: list[int] = []
    for edges in ranges:
        part = slice(*words.starts.searchsorted(edges))
        starts += words.starts[part].tolist()
        ends += words.ends[part].tolist()
    return starts, ends


def _in_words(marked: Marks, starts: list[int], ends: list[int]) -> Marks:
    """Return the marks with their borders counted in words."""
    found: dict[tuple[str, str], Ranges] = {}
    for key, ranges in marked.ranges.items():
        held = [(bisect_right(ends, start), bisect_left(starts, end)) for start, end in ranges]
        # A mark between two words holds none; marks that share a word are one.
        found[key] = merged([pair for pair in held if pair[0] < pair[1]])
    return Marks(found, marked.outside)
