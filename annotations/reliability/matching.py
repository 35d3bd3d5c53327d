"""Which spans of different annotators are the same finding: groups with at most one span of each annotator.

Labels are not looked at, since agreement on them is to be measured. Two spans may be matched if they share
enough of the characters that they cover together (intersection over union, Jaccard 1901). Starting with the
pair that shares most, groups are joined as long as they hold no annotator twice and all spans of a group
match each other: agglomeration with complete linkage. Between pairs that share equally much, the one with
the same label, then with more equal attributes goes first, since whoever marks the same words twice means
two things; then what stands first in the text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from annotations.reliability.columns import SpanColumns
from annotations.reliability.data import FloatArray, IntArray
from annotations.reliability.sweeps import Ranges, overlapping

# Above one half a span has only one partner among spans that do not overlap each other.
LEAST_SHARED = 0.5


def matched_groups(columns: SpanColumns, least_shared: float = LEAST_SHARED) -> IntArray:
    """Return the number of the group of every span (n); a span without a partner is alone in its group."""
    one, other, shared = _pairs(columns, least_shared)
    parts = _connected(one, other, columns.article.size)
    group = parts.copy()
    # A part in which everybody matches everybody is a group as it stands; the others are taken apart.
    sizes = np.bincount(parts)
    edges = np.bincount(parts[one], minlength=sizes.size)
    whole = edges == sizes * (sizes - 1) // 2
    open_edges = np.flatnonzero(~whole[parts[one]])
    by_part: defaultdict[int, list[int]] = defaultdict(list)
    for edge, part in zip(open_edges.tolist(), parts[one[open_edges]].tolist(), strict=True):
        by_part[part].append(edge)
    taken = sizes.size
    for edges_of_part in by_part.values():
        for spans in _agglomerated(columns, one, other, shared, edges_of_part):
            group[spans] = taken
            taken += 1
    _, first, renumbered = np.unique(group, return_index=True, return_inverse=True)
    # Groups are numbered as their first spans stand in the columns.
    return np.argsort(np.argsort(first))[renumbered.reshape(-1)]


def shared_part(columns: SpanColumns, one: IntArray, other: IntArray) -> FloatArray:
    """Return intersection over union, in characters, of the spans at these places."""
    start, end = columns.start, columns.end
    inside = np.minimum(end[one], end[other]) - np.maximum(start[one], start[other])
    inside = np.maximum(inside, 0)
    lengths = end - start
    return np.asarray(inside / (lengths[one] + lengths[other] - inside))


def _pairs(columns: SpanColumns, least: float) -> tuple[IntArray, IntArray, FloatArray]:
    """Return the pairs of spans that may be matched and what they share."""
    ranges = Ranges(columns.article, columns.start, columns.end)
    order = ranges.order
    in_order = ranges.chosen(order)
    query, target = overlapping(in_order, in_order)
    one, other = order[query], order[target]
    once = (one < other) & (columns.annotator[one] != columns.annotator[other])
    one, other = one[once], other[once]
    shared = shared_part(columns, one, other)
    enough = shared >= least
    return one[enough], other[enough], shared[enough]


def _connected(one: IntArray, other: IntArray, size: int) -> IntArray:
    """Return for every span the number of the part of the graph that it belongs to."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components

    graph = csr_matrix((np.ones(one.size, dtype=np.int8), (one, other)), shape=(size, size))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _agglomerated(
    columns: SpanColumns, one: IntArray, other: IntArray, shared: FloatArray, edges: list[int]
) -> Iterator[list[int]]:
    """Yield the groups of a part, beginning with the pairs that share most."""
    pairs = [(int(one[edge]), int(other[edge])) for edge in edges]
    worth = {pair: float(shared[edge]) for pair, edge in zip(pairs, edges, strict=True)}
    members = {span: [span] for pair in pairs for span in pair}
    for a, b in sorted(pairs, key=lambda pair: _rank(columns, pair, worth[pair])):
        first, second = members[a], members[b]
        if first is not second and all((min(i, j), max(i, j)) in worth for i in first for j in second):
            first.extend(second)
            for span in second:
                members[span] = first
    yield from {id(spans): spans for spans in members.values()}.values()


def _rank(columns: SpanColumns, pair: tuple[int, int], shared: float) -> tuple[object, ...]:
    """Return what orders the pairs: the best first, the same whatever the order of the annotators."""
    one, other = columns.spans[pair[0]], columns.spans[pair[1]]
    equal = sum(one.attributes.get(code) == other.attributes.get(code) for code in columns.layer.by_code)
    contents = sorted((columns.start[place], columns.end[place], columns.label[place]) for place in pair)
    names = sorted(columns.table.annotators[columns.annotator[place]] for place in pair)
    return -shared, one.label != other.label, -equal, contents, names, pair
