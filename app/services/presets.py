"""What other programs for statistics are given: the matrices of a round, or of a session of ratings."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from typing import BinaryIO

import numpy as np
from sqlalchemy.orm import Session

from annotations.agreement.report.answers import ANSWERS, PRESENCE, answer_data
from annotations.agreement.spans.layers import ATTRIBUTE, LABEL
from annotations.codebook import Codebook
from annotations.reliability import ANY_LABEL, CodingTable, ReliabilityData, tabulate
from annotations.reliability.columns import span_columns
from annotations.reliability.matched import matched_data, matched_spans, span_questions
from annotations.reliability.outlets import outlet_data
from annotations.variables import Variable
from app.models import Project, RatingSession, Round
from app.services import codings, download, frozen, naming, rated
from app.services.codebooks import version_id
from app.services.refused import Refused
from app.services.study import Subject
from exports.presets.matrix import Mark, Matrix, Study
from exports.presets.writing import write_preset

ROUND, SESSION = "round", "session"
# How a matrix is called, by what was compared.
SHORT = {
    "answer": "answer",
    "set of answers": "answers",
    "chosen": "chosen",
    "present in the article": "present",
    LABEL: "matched",
    ATTRIBUTE: "matched",
}
RATING = "rating of the outlet"


@dataclass(frozen=True)
class Source:
    """A round or a session of ratings whose values may leave the house."""

    kind: str
    row: Round | RatingSession

    @property
    def key(self) -> str:
        """Its name in addresses, such as round-3."""
        return f"{self.kind}-{self.row.id}"

    @property
    def title(self) -> str:
        """What people call it."""
        what = "The round" if self.kind == ROUND else "The rating session"
        return f"{what} “{self.row.name}”"


def sources(session: Session, project: Project) -> list[Source]:
    """Return every round and session that shows its results, the newest first."""
    rounds = [one for one in download.rounds_of(session, project) if one.shows_results]
    return [
        *(Source(ROUND, one) for one in reversed(rounds)),
        *(Source(SESSION, one) for one in rated.shown(session, project)),
    ]


def source(session: Session, project: Project, key: str) -> Source:
    """Return the source of a name, or refuse: also where there is one that shows no results yet."""
    found = next((one for one in sources(session, project) if one.key == key), None)
    if found is None:
        raise Refused("There is no such round or rating session that shows its results. Choose another.")
    return found


def write(session: Session, out: BinaryIO, project: Project, chosen: Source, preset: str) -> None:
    """Write the ZIP of one preset. Who calls decides whether its values may be seen."""
    write_preset(out, study(session, project, chosen), preset)


def study(session: Session, project: Project, chosen: Source) -> Study:
    """Return everything that a source gives to a preset."""
    if isinstance(chosen.row, Round):
        return _of_round(session, project, chosen, chosen.row)
    return _of_session(project, chosen, rated.results(session, chosen.row))


def _of_session(project: Project, chosen: Source, found: rated.Results) -> Study:
    ratings = {
        outlet.name: {rater: one.answers for rater, one in found.of_outlet(key).items()}
        for key, outlet in found.outlets.items()
    }
    asked = found.codebook.outlet_questions
    questions = {one.code: one for one in asked}
    matrices = tuple(_rating(questions[data.variable], data) for data in outlet_data(asked, ratings))
    facts = (
        *_facts(chosen, found.codebook),
        ("Outlets", f"{len(ratings):,}"),
        ("Raters", ", ".join(found.raters)),
    )
    return Study(project.slug, project.title, chosen.title, facts, matrices)


def _rating(question: Variable, data: ReliabilityData) -> Matrix:
    chosen = question.by_code.get(data.label)
    title = f"{question.name}: {chosen.name}" if chosen else question.name
    if data.label:
        words: tuple[str, ...] = ("no", "yes")
    else:
        told = (list(value) if isinstance(value, tuple) else value for value in data.categories)
        words = tuple(rated.spoken(question, value) for value in told)
    return Matrix(_name("rating", data), RATING, title, data, words)


def _of_round(session: Session, project: Project, chosen: Source, round_: Round) -> Study:
    book = frozen.codebook(session.connection(), round_.codebook_id, round_.codebook.sha256)
    table = tabulate(codings.codings(session, round_))
    submitted = table.submitted
    read: defaultdict[str, list[str]] = defaultdict(list)
    for one in submitted:
        read[one.article].append(one.annotator)
    readers = {(layer.code, article): tuple(who) for layer in book.layers for article, who in read.items()}
    facts = (
        *_facts(chosen, book),
        ("Phase", round_.phase),
        ("Blind", "yes" if round_.blind else "no"),
        ("Submitted annotations", f"{len(submitted):,}"),
    )
    return Study(
        project.slug,
        project.title,
        chosen.title,
        facts,
        matrices_of(table, book),
        marks=tuple(_marks(table, book)),
        readers=readers,
    )


def matrices_of(table: CodingTable, book: Codebook) -> tuple[Matrix, ...]:
    """Return everything that annotators of a round said value by value: of articles and of matched spans."""
    named = (*answer_data(table, book, (ANSWERS, PRESENCE)), *_said_of_spans(table, book))
    return tuple(_matrix(book, compared, data) for compared, data in named)


def _facts(chosen: Source, book: Codebook) -> tuple[tuple[str, str], ...]:
    used = f"{book.title}, version {book.version} ({version_id(chosen.row.codebook)})"
    return ("Codebook", used), ("Made with", f"Parallax {version('parallax')}")


def _said_of_spans(table: CodingTable, book: Codebook) -> Iterator[tuple[str, ReliabilityData]]:
    everywhere, everybody = (
        np.ones(len(table.articles), dtype=bool),
        np.ones(len(table.annotators), dtype=bool),
    )
    for layer in book.layers:
        columns = span_columns(table, layer)
        matched = matched_spans(columns)
        for question in span_questions(columns):
            asked = ATTRIBUTE if question.variable != layer.code else LABEL
            yield asked, matched_data(matched, question, everywhere, everybody)


def _marks(table: CodingTable, book: Codebook) -> Iterator[Mark]:
    """Yield the spans that lie in coded zones at least in part; offsets count the article's characters."""
    known = {(layer.code, label.code) for layer in book.layers for label in layer.labels}
    for coding in table.submitted:
        for span in coding.annotation.spans:
            coded = any(span.start < end and start < span.end for start, end in coding.coded)
            if coded and (span.layer, span.label) in known:
                yield Mark(span.layer, coding.article, coding.annotator, span.label, span.start, span.end)


def _matrix(book: Codebook, compared: str, data: ReliabilityData) -> Matrix:
    subject = Subject(compared, data.variable, data.label)
    words = tuple(naming.value_name(book, subject, value) for value in data.categories)
    title = naming.subject_name(book, subject)
    return Matrix(_name(SHORT.get(compared, compared), data), compared, title, data, words)


def _name(kind: str, data: ReliabilityData) -> str:
    """Return a name that no other matrix of the study has, and that a file can have."""
    label = "any_label" if data.label == ANY_LABEL else data.label
    return ".".join(part for part in (kind, data.variable, label) if part)
