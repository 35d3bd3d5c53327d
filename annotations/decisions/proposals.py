"""What a machine may propose about a disagreement. A proposal names its basis and decides nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from annotations.decisions.disagreements import Disagreement, Option, Said
from annotations.decisions.groups import Coder
from annotations.decisions.subject import BORDERS

MAJORITY, OVERLAP, DAWID_SKENE, MACE = "majority", "overlap", "dawid-skene", "mace"
# A question that annotators answer about spans or articles: layer, kind or attribute.
Question = tuple[str, str, str]
# method -> question -> annotator -> how far he or she is right
Competences = Mapping[str, Mapping[Question, Mapping[str, float]]]
# Competences that differ by less are equal: the rest is rounding.
SAME = 1e-6
MODELS = {DAWID_SKENE: "Dawid-Skene", MACE: "MACE"}


@dataclass(frozen=True)
class Proposal:
    """A value with what speaks for it."""

    basis: str
    value: Said
    why: str


def question_of(disagreement: Disagreement) -> Question:
    """Return the question to which annotators' competence is looked up."""
    subject = disagreement.subject
    return subject.layer, subject.kind, subject.variable


def proposals(disagreement: Disagreement, competences: Competences) -> tuple[Proposal, ...]:
    """Return what is proposed, at most one value on each basis; where there is a tie nothing is."""
    return tuple(_all(disagreement, competences)) if len(disagreement.options) > 1 else ()


def _all(disagreement: Disagreement, competences: Competences) -> Iterator[Proposal]:
    if most := _majority(disagreement):
        yield most
    if disagreement.kind == BORDERS:
        yield from _overlap(disagreement)
        return
    for method in (DAWID_SKENE, MACE):
        known = competences.get(method, {}).get(question_of(disagreement), {})
        if best := _most_reliable(disagreement, known, method):
            yield best


def _majority(disagreement: Disagreement) -> Proposal | None:
    first, second = disagreement.options[:2]
    if len(first.coders) == len(second.coders):
        return None
    total = sum(len(option.coders) for option in disagreement.options)
    return Proposal(MAJORITY, first.value, f"{len(first.coders)} of {total} annotators")


def _overlap(disagreement: Disagreement) -> Iterator[Proposal]:
    """Yield the longest stretch that more than half of those who found something there marked."""
    spans = [mark.span for mark in disagreement.subject.marks]
    edges = sorted({edge for span in spans for edge in (span.start, span.end)})
    kept: list[tuple[int, int]] = []
    for start, end in pairwise(edges):
        if 2 * sum(span.start <= start and end <= span.end for span in spans) <= len(spans):
            continue
        if kept and kept[-1][1] == start:
            start = kept.pop()[0]
        kept.append((start, end))
    if kept:
        longest = max(kept, key=lambda one: (one[1] - one[0], -one[0]))
        yield Proposal(OVERLAP, longest, f"marked by more than half of {len(spans)}")


def _most_reliable(disagreement: Disagreement, known: Mapping[str, float], method: str) -> Proposal | None:
    ranked = sorted(
        ((known[coder.annotator], option, coder.annotator) for option, coder in _votes(disagreement, known)),
        key=lambda one: -one[0],
    )
    if not ranked:
        return None
    competence, option, annotator = ranked[0]
    if any(rival is not option and competence - other < SAME for other, rival, _ in ranked[1:]):
        return None
    return Proposal(method, option.value, f"{annotator}, {competence:.0%} by {MODELS[method]}")


def _votes(disagreement: Disagreement, known: Mapping[str, float]) -> Iterator[tuple[Option, Coder]]:
    for option in disagreement.options:
        for coder in option.coders:
            if coder.annotator in known:
                yield option, coder
