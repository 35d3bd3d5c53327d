"""The codings of a round at hand, and the reliability data of one thing that was compared."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from annotations.agreement.coefficient import Coefficient
from annotations.agreement.coefficients import FAMILY
from annotations.agreement.measure import coefficients_for
from annotations.agreement.report.answers import ANSWERS, CHARACTERS, PRESENCE, answer_data
from annotations.agreement.report.spans import words_of
from annotations.agreement.spans.layers import ATTRIBUTE, LABEL
from annotations.agreement.spans.selection import Selection
from annotations.codebook import Codebook
from annotations.reliability import Coding, CodingTable, ReliabilityData, tabulate
from annotations.reliability.columns import span_columns
from annotations.reliability.matched import matched_data, matched_spans, span_questions
from app.models import Round
from app.services import frozen
from app.services.codings import Standing, codings
from app.services.frozen import Kept

MAX_CODINGS = 20_000
# What was compared -> the part of a report that it belongs to.
PART_OF = {
    "answer": ANSWERS,
    "chosen": ANSWERS,
    "set of answers": ANSWERS,
    "present in the article": PRESENCE,
    "characters": CHARACTERS,
}

# Whose units are articles, so that a number of them can be planned.
PLANNED = ("answer", "chosen", "set of answers", "present in the article", "characters", LABEL, ATTRIBUTE)


@dataclass(frozen=True)
class Subject:
    """One thing that was compared: what was asked, of which variable, and of which label of it."""

    question: str
    variable: str
    label: str = ""


@dataclass(frozen=True, eq=False)
class Study:
    """The codings of a round under its codebook; what is drawn from them is drawn once."""

    codings: tuple[Coding, ...]
    table: CodingTable
    codebook: Codebook
    drawn: dict[Subject, ReliabilityData] = field(default_factory=dict)

    def data(self, subject: Subject) -> ReliabilityData | None:
        """Return the reliability data of what was compared value by value; None for anything else."""
        if subject not in self.drawn:
            # What lies on the way is kept as well: whoever asks for one thing asks for its neighbours next.
            self.drawn.update(self._of(subject))
        return self.drawn.get(subject)

    def _of(self, subject: Subject) -> Iterator[tuple[Subject, ReliabilityData]]:
        part = PART_OF.get(subject.question)
        for question, data in answer_data(self.table, self.codebook, [part] if part else []):
            yield Subject(question, data.variable, data.label), data
        for question, data in words_of(self.table, self.codebook, [subject.question]):
            yield Subject(question, data.variable, data.label), data
        if subject.question in (LABEL, ATTRIBUTE):
            yield from self._of_matched_spans()

    def _of_matched_spans(self) -> Iterator[tuple[Subject, ReliabilityData]]:
        for layer in self.codebook.layers:
            columns = span_columns(self.table, layer)
            matched, all_of_it = matched_spans(columns), Selection.of(columns)
            for question in span_questions(columns):
                data = matched_data(matched, question, all_of_it.articles, all_of_it.annotators)
                kind = LABEL if data.variable == layer.code else ATTRIBUTE
                yield Subject(kind, data.variable, data.label), data


# By everything that the codings depend on, as in app.services.measure.
_recent: Kept[Study] = Kept(MAX_CODINGS)


def of_round(session: Session, round_: Round, stands: Standing) -> Study:
    """Return the study of a round; codings that were at hand lately are not read again."""
    key = (stands.fingerprint, round_.codebook.sha256)
    study = _recent.get(key)
    if study is None:
        given = tuple(codings(session, round_, stands, words=True))
        codebook = frozen.codebook(session.connection(), round_.codebook_id, round_.codebook.sha256)
        study = Study(given, tabulate(given), codebook)
        _recent.put(key, study, len(given) + 1)
    return study


def family(data: ReliabilityData) -> tuple[Coefficient, ...]:
    """Return every coefficient that fits the level of the data, the usual ones first."""
    usual = coefficients_for(data.level, len(data.annotators))
    known = {one.title for one in usual}
    return (*usual, *(one for one in FAMILY.values() if data.level in one.levels and one.title not in known))
