"""Gamma a second time, straight from its definition: all partitions into unitary alignments, no arrays."""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

Mark = tuple[int, int, int]
Unit = tuple[int, Mark]
Alignment = tuple[tuple[Unit, ...], ...]


def positional(one: Mark, other: Mark) -> float:
    apart = abs(one[0] - other[0]) + abs(one[1] - other[1])
    return (apart / (one[1] - one[0] + other[1] - other[0])) ** 2


def nominal(one: int, other: int) -> float:
    return float(one != other)


def cost(group: Sequence[Unit], annotators: int, alpha: float, beta: float) -> float:
    """The mean over all pairs of annotators, an empty place costing 1."""
    pairs = annotators * (annotators - 1) / 2
    real = [
        alpha * positional(one, other) + beta * nominal(one[2], other[2])
        for (_, one), (_, other) in combinations(group, 2)
    ]
    return (sum(real) + pairs - len(real)) / pairs


def alignments(units: Sequence[Unit]) -> Iterator[Alignment]:
    """Yield every way to part the units into groups with at most one unit of each annotator."""
    if not units:
        yield ()
        return
    first, rest = units[0], units[1:]
    for size in range(len(rest) + 1):
        for partners in combinations(rest, size):
            group = (first, *partners)
            if len({who for who, _ in group}) < len(group):
                continue
            left = [unit for unit in rest if unit not in partners]
            for others in alignments(left):
                yield (group, *others)


def observed_disorder(marks: Sequence[Sequence[Mark]], alpha: float, beta: float) -> float:
    annotators = len(marks)
    units = [(who, mark) for who, own in enumerate(marks) for mark in own]
    costs = (sum(cost(group, annotators, alpha, beta) for group in one) for one in alignments(units))
    return min(costs) * annotators / len(units)


def categorical_disorder(alignment: Alignment, wanted: Callable[[int, int], bool]) -> float | None:
    """The mean categorical dissimilarity of the aligned pairs that are wanted, weighted by position."""
    total = weights = 0.0
    for group in alignment:
        for (_, one), (_, other) in combinations(group, 2):
            if wanted(one[2], other[2]):
                weight = max(0.0, 1 - positional(one, other)) / (len(group) - 1)
                total += weight * nominal(one[2], other[2])
                weights += weight
    return total / weights if weights else None
