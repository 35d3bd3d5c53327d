"""A decision, and which decisions stand after the replay of their log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from annotations.codebook import Codebook
from annotations.decisions.disagreements import Disagreement, Said, variable_of
from annotations.decisions.groups import GroupKey
from annotations.decisions.subject import (
    ANSWER,
    BORDERS,
    FOUND,
    LABEL,
    Facet,
    InvalidDecision,
    Subject,
)
from annotations.spans import trimmed

__all__ = ["Decision", "Dissent", "InvalidDecision", "Settled", "checked", "settle"]


@dataclass(frozen=True)
class Dissent:
    """Who said otherwise, what, and why if a note says so."""

    annotation_id: int
    said: Said
    why: str = ""


@dataclass(frozen=True)
class Decision:
    """One entry of the log: a value for a subject, or the withdrawal of an earlier entry."""

    number: int
    subject: Subject
    value: Said
    basis: str = "person"
    reason: str = ""
    dissent: tuple[Dissent, ...] = ()
    batch: str | None = None
    supersedes: int | None = None
    withdrawn: bool = False


@dataclass(frozen=True)
class Settled:
    """The decisions that stand: by the spans and the side of them, and by question."""

    groups: Mapping[GroupKey, Mapping[Facet, Decision]]
    answers: Mapping[str, Decision]

    def of(self, subject: Subject) -> Decision | None:
        """Return the decision on exactly this subject."""
        if subject.kind == ANSWER:
            return self.answers.get(subject.variable)
        return self.groups.get(subject.group, {}).get(subject.facet)

    def rejects(self, group: GroupKey) -> bool:
        """Say whether it was decided that these spans are no finding."""
        found = self.groups.get(group, {}).get((FOUND, ""))
        return found is not None and found.value is False

    def before(self, group: GroupKey) -> GroupKey | None:
        """Return an earlier group that was decided and shares spans with this one."""
        return next((one for one in self.groups if one != group and set(one) & set(group)), None)

    @property
    def all(self) -> tuple[Decision, ...]:
        """All decisions that stand, in the order in which they were taken."""
        found = [one for sides in self.groups.values() for one in sides.values()]
        return tuple(sorted((*found, *self.answers.values()), key=lambda one: one.number))


def settle(log: Iterable[Decision]) -> Settled:
    """Return what stands after the replay of a log, in whatever order it came.

    A later decision takes the place of an earlier one on the same subject. One on a changed group of spans
    takes the place of all decisions on groups that it shares spans with. A withdrawn one never was.
    """
    in_order = sorted(log, key=lambda one: one.number)
    back = {one.supersedes for one in in_order if one.withdrawn}
    groups: dict[GroupKey, dict[Facet, Decision]] = {}
    answers: dict[str, Decision] = {}
    for one in in_order:
        if one.withdrawn or one.number in back:
            continue
        if one.subject.kind == ANSWER:
            answers[one.subject.variable] = one
            continue
        mine = one.subject.group
        for other in [key for key in groups if key != mine and set(key) & set(mine)]:
            del groups[other]
        groups.setdefault(mine, {})[one.subject.facet] = one
    return Settled(groups, answers)


def checked(subject: Subject, value: object, text: str, codebook: Codebook) -> Said:
    """Return the value in its normal form, or raise with the reason why the subject cannot have it."""
    if subject.kind == FOUND:
        if not isinstance(value, bool):
            raise InvalidDecision("Say whether there is something to be found.")
        return value
    if subject.kind == BORDERS:
        return _borders(value, text)
    if subject.kind == LABEL:
        return str(codebook.layer(subject.layer).label_variable.check(value))
    variable = variable_of(subject, codebook)
    if value is None or variable is None:
        return None
    return variable.check(list(value) if isinstance(value, tuple) else value)


def _borders(value: object, text: str) -> tuple[int, int]:
    if not isinstance(value, (list, tuple)) or [type(edge) for edge in value] != [int, int]:
        raise InvalidDecision("The borders are two whole numbers: where the span starts and where it ends.")
    span = trimmed(text, value[0], value[1])
    return span.start, span.end


def dissent_from(disagreement: Disagreement, value: Said) -> tuple[Dissent, ...]:
    """Return who said otherwise than the value, with the notes on their spans."""
    notes = {mark.coder: mark.span.note for mark in disagreement.subject.marks}
    return tuple(
        Dissent(coder.annotation_id, option.value, notes.get(coder, ""))
        for option in disagreement.options
        if option.value != value
        for coder in option.coders
    )
