"""Gold articles mixed into a plan: the same ones for everybody, each at places that nobody can guess."""

from __future__ import annotations

from collections.abc import Sequence

from annotations.assignments.chance import shuffled
from annotations.assignments.plan import Planned
from annotations.assignments.wishes import A, B
from annotations.errors import ImpossiblePlan

# Whoever begins gets used to the codebook first; nothing is measured by that.
UNMIXED = 2

Mixed = tuple[tuple[Planned[A, B], ...], tuple[Planned[A, B], ...]]


def mix_in(
    planned: Sequence[Planned[A, B]], gold: Sequence[A], annotators: Sequence[B], seed: int
) -> Mixed[A, B]:
    """Return the plan with its places moved, and the gold articles of everybody, or raise ImpossiblePlan.

    Every annotator gets every gold article once, in an order and at places of their own that follow from
    the seed, never among the first two. Who codes which of the others, and in which order, stays as it was.
    """
    own: dict[B, list[Planned[A, B]]] = {annotator: [] for annotator in annotators}
    for one in sorted(planned, key=lambda one: one.position):
        own[one.annotator].append(one)
    if gold and any(len(articles) < UNMIXED for articles in own.values()):
        raise ImpossiblePlan(
            f"Gold articles come third at the earliest, so everybody needs at least {UNMIXED} others."
        )
    if set(gold) & {one.article for one in planned}:
        raise ImpossiblePlan("A gold article cannot be one of the others as well.")
    moved: list[Planned[A, B]] = []
    mixed: list[Planned[A, B]] = []
    for column, annotator in enumerate(annotators):
        places = gold_places(len(own[annotator]), len(gold), column, seed)
        rest = [place for place in range(1, len(own[annotator]) + len(gold) + 1) if place not in places]
        order = shuffled(range(len(gold)), seed, "gold order", column)
        mixed += [
            Planned(gold[number], annotator, place) for number, place in zip(order, places, strict=True)
        ]
        moved += [
            Planned(one.article, annotator, place) for one, place in zip(own[annotator], rest, strict=True)
        ]
    return tuple(moved), tuple(mixed)


def gold_places(others: int, gold: int, column: int, seed: int) -> list[int]:
    """Return at which places of an annotator's order gold articles stand among so many others, from 1."""
    return sorted(shuffled(range(UNMIXED + 1, others + gold + 1), seed, "gold", column)[:gold])
