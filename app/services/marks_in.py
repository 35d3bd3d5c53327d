"""Annotations in formats of other programs: what would become of them, and how they become changes."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotations.codebook import Codebook
from annotations.errors import AnnotationError
from annotations.operations import Operation, apply, apply_all
from app.models import Assignment, Round, User
from app.services import activity, annotate_import, annotation_state, foreign_parts
from app.services.annotation_state import Work
from app.services.marks_matching import Articles, Name, annotators, labels, people_of
from app.services.marks_saying import Saying
from app.services.marks_words import Words, unknown_values, unknown_variables
from app.services.refused import Refused
from exports.formats.marked import File, Found, FoundReading, Loss, Losses, Trouble
from exports.formats.offsets import Counted, settle
from exports.formats.registry import format_of

SHOWN = 30  # spans that a page shows before they are imported


@dataclass(frozen=True)
class Said:
    """What a person said about names in files: the id of an account, layer/label, or what Words have."""

    annotators: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Planned:
    """What would be appended to one assignment."""

    work: Work
    annotator: User
    article: str
    operations: list[Operation] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))  # of its new spans
    beside: Mapping[str, Any] = field(default_factory=dict)  # what came along and has no place here

    @property
    def spans(self) -> int:
        """Return how many spans are marked."""
        return sum(one["op"] == "mark" for one in self.operations)


@dataclass(frozen=True)
class Plan:
    """What an import would do, and why not more."""

    annotators: Sequence[Name]
    labels: Sequence[Name]
    variables: Sequence[Name]
    values: Sequence[Name]
    planned: Sequence[Planned]
    counted: Sequence[Counted]
    refused: Sequence[Trouble]
    losses: Sequence[Loss]
    people: Mapping[str, tuple[User, str]]
    book: Codebook

    @property
    def spans(self) -> int:
        """Return how many spans would be imported."""
        return sum(one.spans for one in self.planned)

    @property
    def losses_listed(self) -> list[tuple[str, int, str]]:
        """Return the losses as a report keeps them."""
        return [(loss.what, loss.count, loss.example) for loss in self.losses]

    @property
    def sample(self) -> list[tuple[Planned, Operation]]:
        """Return some of the spans, to be looked at."""
        marks = [(one, op) for one in self.planned for op in one.operations if op["op"] == "mark"]
        return marks[:: max(1, len(marks) // SHOWN)][:SHOWN]


def found_in(code: str, files: Sequence[File]) -> Found:
    """Return what the files hold; this may take seconds and needs no database.

    Raises:
        Refused: the format cannot be read, or the files hold nothing of it.
    """
    one = format_of(code)
    if one.read is None:
        raise Refused(f"{one.name} can only be written.")
    found = one.read(files)
    if not found.readings:
        why = "; ".join(" ".join(filter(None, trouble)) for trouble in found.troubles[:3])
        raise Refused(f"There is nothing to read as {one.name}. {why or _endings(one.endings)}")
    return found


def _endings(endings: Iterable[str]) -> str:
    return f"Its files end in {', '.join(endings)}."


def plan(
    session: Session, round_: Round, found: Found, said: Said, how: "Callable[..., Planning] | None" = None
) -> Plan:
    """Return what would be added to the round; nothing is stored.

    Raises:
        Refused: the round is not open, or the files name too many annotators or labels.
    """
    if round_.state != "open":
        raise Refused(f"The round “{round_.name}” is {round_.state}; spans are imported into an open round.")
    articles = Articles(session, round_)
    readings = articles.named(found.readings)
    settled = settle(Found(readings, found.troubles, found.losses), articles.texts(readings))
    book, people = annotation_state.codebook_of(session, round_), people_of(session, round_)
    who, what = annotators(readings, people, said.annotators), labels(readings, book, said.labels)
    stands = {name.theirs: name.ours for name in what}
    variables = unknown_variables(readings, book, stands, said.variables)
    called = {name.theirs: name.ours for name in variables}
    values = unknown_values(readings, book, stands, called, said.values)
    words = Words(called, {name.theirs: name.ours for name in values})
    planning = (how or Planning)(session, round_, book, articles, people, Losses())
    planning.take(settled.readings, who, Saying(book, stands, planning.losses, words))
    return Plan(
        who,
        what,
        variables,
        values,
        [one for one in planning.planned.values() if one.operations or planning.takes_parts_alone],
        settled.counted,
        [*settled.troubles, *planning.refused],
        [*settled.losses, *planning.losses.listed()],
        people,
        book,
    )


def confirm(session: Session, round_: Round, made: Plan, actor: User | None, code: str) -> dict[str, Any]:
    """Append what was planned, all of it, in the caller's transaction; return the figures."""
    if not made.planned:
        raise Refused("None of this can be imported, so nothing was changed.")
    for one in made.planned:
        annotate_import.append_imported(session, one.annotator.id, one.work.assignment_id, one.operations)
        foreign_parts.keep(session, one.work.assignment_id, code, one.beside)
    figures = {
        "format": code,
        "spans": made.spans,
        "articles": len({one.article for one in made.planned}),
        "annotations": len(made.planned),
        "refused": len(made.refused),
    }
    activity.record(session, actor, "annotations.imported", f"round {round_.id}", round_.project, **figures)
    return figures


@dataclass
class Planning:
    """A plan in work; what becomes of one reading may be decided otherwise."""

    session: Session
    round_: Round
    book: Codebook
    articles: Articles
    people: Mapping[str, tuple[User, str]]
    losses: Losses
    planned: dict[int, Planned] = field(default_factory=dict)
    refused: list[Trouble] = field(default_factory=list)
    takes_parts_alone: bool = False  # what came along is kept although the annotation says nothing new

    def take(self, readings: Iterable[FoundReading], who: Sequence[Name], saying: Saying) -> None:
        """Plan every reading."""
        owed = self._owed()
        whose = {name.theirs: name.ours for name in who}
        authors: dict[int, str | None] = {}
        for reading in readings:
            user = self.people.get(whose[reading.annotator or ""])
            if user is None:
                called = (
                    f"annotations by {reading.annotator!r}" if reading.annotator else "annotations by nobody"
                )
                self.losses.add(f"{called}, who stands for no annotator here", reading.file)
                continue
            if (first := authors.setdefault(user[0].id, reading.annotator)) != reading.annotator:
                reason = (
                    f"{first!r} and {reading.annotator!r} both stand for {user[0].name}; choose one of them."
                )
                self.refused.append(Trouble(reading.file, "", reason))
                continue
            assignment = owed.get((user[0].id, self.articles.ids[reading.article]))
            if assignment is None:
                reason = f"{user[0].name} was not given the article {reading.article!r} in this round."
                self.refused.append(Trouble(reading.file, "", reason))
            else:
                self.take_one(reading, assignment, user[0], saying)

    def _owed(self) -> dict[tuple[int, int], int]:
        query = select(Assignment.annotator_id, Assignment.article_id, Assignment.id).where(
            Assignment.round_id == self.round_.id
        )
        return {(annotator, article): key for annotator, article, key in self.session.execute(query)}

    def take_one(self, reading: FoundReading, assignment: int, annotator: User, saying: Saying) -> None:
        """Plan what one annotator said of one article."""
        if assignment not in self.planned:
            work = annotation_state.load(self.session, assignment)
            if work.version and not work.annotation.submitted:
                self.losses.add("drafts begun here, which get the spans and are submitted", reading.article)
            self.planned[assignment] = Planned(work, annotator, reading.article)
        planned = self.planned[assignment]
        if reason := _closed(planned):
            self.refused.append(Trouble(reading.file, "", reason))
            return
        wanted = list(saying.operations(reading, planned.work.annotation, planned.numbers))
        if not wanted:
            self.losses.add("readings that say nothing, not submitted", reading.file)
        planned.beside = foreign_parts.joined(planned.beside, reading, saying.named)
        self._keep(reading, planned, wanted)

    def _keep(
        self, reading: FoundReading, planned: Planned, wanted: Sequence[tuple[str, Operation | str]]
    ) -> None:
        """Keep the operations that can be carried out; the others are refused one by one."""
        work = planned.work
        sound = [operation for _, operation in wanted if not isinstance(operation, str)]
        try:
            apply_all(work.annotation, [*planned.operations, *sound], work.text, work.codebook)
        except AnnotationError:
            annotation = apply_all(work.annotation, planned.operations, work.text, work.codebook)
            for place, operation in wanted:
                if isinstance(operation, str):
                    self.refused.append(Trouble(reading.file, place, operation))
                    continue
                try:
                    annotation = apply(annotation, operation, work.text, work.codebook)
                    planned.operations.append(operation)
                except AnnotationError as reason:
                    self.refused.append(Trouble(reading.file, place, str(reason)))
            return
        planned.operations.extend(sound)
        told = [(place, reason) for place, reason in wanted if isinstance(reason, str)]
        self.refused.extend(Trouble(reading.file, place, reason) for place, reason in told)


def _closed(planned: Planned) -> str | None:
    """Return why nothing can be added to an annotation, or None."""
    called = f"The annotation of {planned.article!r} by {planned.annotator.name}"
    if planned.work.annotation.submitted:
        return f"{called} is submitted. It must be reopened before spans can be added."
    return f"{called} was released, because it had been left." if planned.work.released else None
