"""Agreement on spans a second time, straight from the definitions: sets of characters, all matchings tried.

A span is (start, end, label); words are the ranges of the text's words.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

Span = tuple[int, int, str]


def ratio(numerator: float, denominator: float) -> float | None:
    return numerator / denominator if denominator else None


def blind(spans: Sequence[Span]) -> list[Span]:
    return sorted({(start, end, "") for start, end, _ in spans})


def exact(one: Sequence[Span], other: Sequence[Span]) -> tuple[int, int]:
    return 2 * len(set(one) & set(other)), len(set(one)) + len(set(other))


def touching(one: Sequence[Span], other: Sequence[Span]) -> int:
    return sum(any(a[2] == b[2] and max(a[0], b[0]) < min(a[1], b[1]) for b in set(other)) for a in set(one))


def overlap_f1(documents: Sequence[tuple[Sequence[Span], Sequence[Span]]]) -> float | None:
    """Return F1 from the precision and recall of all documents together."""
    ones = sum(len(set(one)) for one, _ in documents)
    others = sum(len(set(other)) for _, other in documents)
    if not ones + others:
        return None
    if not ones or not others:
        return 0.0
    precision = sum(touching(one, other) for one, other in documents) / ones
    recall = sum(touching(other, one) for one, other in documents) / others
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def positions(spans: Sequence[Span], words: Sequence[tuple[int, int]] | None) -> set[tuple[int, str]]:
    """Return the characters, or the words touched, with their labels."""
    if words is None:
        return {(place, label) for start, end, label in spans for place in range(start, end)}
    return {
        (number, label)
        for start, end, label in spans
        for number, word in enumerate(words)
        if max(start, word[0]) < min(end, word[1])
    }


def dice(
    one: Sequence[Span], other: Sequence[Span], words: Sequence[tuple[int, int]] | None = None
) -> tuple[int, int]:
    mine, yours = positions(one, words), positions(other, words)
    return 2 * len(mine & yours), len(mine) + len(yours)


def in_words(span: Span, words: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return the number of the first word touched and of the one after the last."""
    first = sum(end <= span[0] for _, end in words)
    return first, max(first, sum(start < span[1] for start, _ in words))


def matched(
    one: Sequence[Span], other: Sequence[Span], words: Sequence[tuple[int, int]], tolerance: int
) -> tuple[int, int]:
    """Return twice the size of the largest one-to-one matching, and the number of spans."""
    mine, yours = sorted(set(one)), sorted(set(other))
    near = {
        (i, j)
        for i, a in enumerate(mine)
        for j, b in enumerate(yours)
        if a[2] == b[2]
        and all(abs(x - y) <= tolerance for x, y in zip(in_words(a, words), in_words(b, words), strict=True))
    }
    return 2 * largest(frozenset(near)), len(mine) + len(yours)


def largest(edges: frozenset[tuple[int, int]]) -> int:
    """Try every partner of the first span, and leaving it alone."""
    if not edges:
        return 0
    first = min(i for i, _ in edges)
    best = largest(frozenset(edge for edge in edges if edge[0] != first))
    for i, j in edges:
        if i == first:
            rest = frozenset(edge for edge in edges if edge[0] != first and edge[1] != j)
            best = max(best, 1 + largest(rest))
    return best


def pairs_of(study) -> Iterator[tuple[str, str, list[tuple[list[Span], list[Span]]]]]:
    """Yield every two annotators with the documents that both coded."""
    names = sorted({name for by_annotator in study.values() for name in by_annotator})
    for one, other in combinations(names, 2):
        documents = [(by[one], by[other]) for by in study.values() if one in by and other in by]
        if documents:
            yield one, other, documents
