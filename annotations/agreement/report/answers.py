"""What is compared value by value: answers to questions, labels in an article, labels on each character."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from annotations.agreement.report.reported import Skipped
from annotations.codebook import Codebook
from annotations.reliability.codings import CodingTable
from annotations.reliability.data import ReliabilityData
from annotations.reliability.questions import question_data
from annotations.reliability.spans import character_data, mark_table, presence_data

ANSWERS, PRESENCE, CHARACTERS = "answers", "presence", "characters"
Named = tuple[str, ReliabilityData]


def answer_data(table: CodingTable, codebook: Codebook, parts: Collection[str]) -> Iterator[Named]:
    """Yield what was compared with its reliability data, for the parts that are wanted."""
    for part, make in _MAKERS.items():
        if part in parts:
            yield from make(table, codebook)


def unmeasured(codebook: Codebook) -> Iterator[Skipped]:
    """Yield what no coefficient can be computed for."""
    for question in codebook.article_questions:
        if question.kind == "text":
            yield Skipped(question.code, "free text is not measured")
    for layer in codebook.layers:
        for attribute in layer.attributes:
            if attribute.kind == "text":
                yield Skipped(f"{layer.code}.{attribute.code}", "free text is not measured")


def _answers(table: CodingTable, codebook: Codebook) -> Iterator[Named]:
    for data in question_data(table, codebook):
        plain = "set of answers" if data.level == "set" else "answer"
        yield ("chosen" if data.label else plain), data


def _presence(table: CodingTable, codebook: Codebook) -> Iterator[Named]:
    for data in presence_data(table, mark_table(table, codebook), codebook):
        yield "present in the article", data


def _characters(table: CodingTable, codebook: Codebook) -> Iterator[Named]:
    for data in character_data(table, mark_table(table, codebook), codebook):
        yield "characters", data


_MAKERS: Mapping[str, Callable[[CodingTable, Codebook], Iterator[Named]]] = {
    ANSWERS: _answers,
    PRESENCE: _presence,
    CHARACTERS: _characters,
}
