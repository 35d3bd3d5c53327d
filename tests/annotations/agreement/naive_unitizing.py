"""The unitizing coefficients a second time, character by character, straight from their definitions."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import permutations

Unit = tuple[int, int, Hashable]
Text = tuple[int, Sequence[Sequence[Unit]]]
GAP = None


class Sums:
    """l, S, l' and T of a corpus: every ordered pair of annotators, every character."""

    def __init__(self, texts: Iterable[Text], *, any_other: bool = False) -> None:
        self.both: Counter[tuple[Hashable, Hashable]] = Counter()
        self.squares: Counter[Hashable] = Counter()
        self.own: Counter[Hashable] = Counter()
        for length, rows in texts:
            values = [characters(length, row) for row in rows]
            for one, other in permutations(values, 2):
                for mine, theirs in zip(one, other, strict=True):
                    self.both[mine, theirs] += 1 / (len(rows) - 1)
            for place, row in enumerate(rows):
                others = values[:place] + values[place + 1 :]
                self.squares[GAP] += values[place].count(GAP)
                for start, end, label in row:
                    self.squares[label] += (end - start) ** 2
                    self.own[label] += own_share([one[start:end] for one in others], any_other)


def characters(length: int, row: Sequence[Unit]) -> list[Hashable]:
    values: list[Hashable] = [GAP] * length
    for start, end, label in row:
        values[start:end] = [label] * (end - start)
    return values


def own_share(stretches: list[list[Hashable]], any_other: bool) -> float:
    if any_other:
        return sum(any(value is not GAP for value in place) for place in zip(*stretches, strict=True)) ** 2
    return sum(sum(value is not GAP for value in one) ** 2 for one in stretches) / len(stretches)


def margin(table: Counter[tuple[Hashable, Hashable]], value: Hashable) -> float:
    return sum(count for (one, _), count in table.items() if one == value)


def expected(
    table: Counter[tuple[Hashable, Hashable]], own: Counter[Hashable]
) -> Callable[[Hashable, Hashable], float] | None:
    """e_ck of agreement.md: the table that chance would make, each unit being taken out as a whole."""
    values = {value for pair in table for value in pair}
    margins = {value: margin(table, value) for value in values}
    total = sum(margins.values())
    free = total**2 - sum(own[value] for value in values)
    if free <= 1e-9 * total**2:
        return None
    return lambda c, k: total * (margins[c] * margins[k] - (c == k) * own[c]) / free


def u_alpha(sums: Sums) -> float | None:
    return _alpha(sums.both, sums.squares)


def binary_alpha(sums: Sums) -> float | None:
    table: Counter[tuple[Hashable, Hashable]] = Counter()
    for (one, other), count in sums.both.items():
        table[one is not GAP, other is not GAP] += count
    marked = sum(count for value, count in sums.squares.items() if value is not GAP)
    return _alpha(table, Counter({True: marked, False: sums.squares[GAP]}))


def cu_alpha(sums: Sums) -> float | None:
    return _alpha(coded(sums), sums.own)


def k_alpha(sums: Sums, label: Hashable) -> float | None:
    table = coded(sums)
    chance = expected(table, sums.own)
    values = {value for pair in table for value in pair}
    if label not in values or len(values) < 2:
        return None
    # The common factor of all e' cancels, also where it would be negative.
    total = sum(table.values())
    of_label = margin(table, label)
    all_of = of_label * total - sums.own[label]
    if all_of <= 1e-9 * of_label * total:
        return None
    if chance is not None:
        ratio = sum(chance(c, label) for c in values) / (
            sum(chance(c, label) for c in values) - chance(label, label)
        )
        assert abs(ratio - all_of / (of_label * (total - of_label))) < 1e-6 * abs(ratio)
    observed = (of_label - table[label, label]) / of_label
    return 1 - all_of / (of_label * (total - of_label)) * observed


def coverage(sums: Sums) -> float:
    return sum(coded(sums).values()) / sum(sums.both.values())


def label_coverage(sums: Sums, label: Hashable) -> float | None:
    marked = margin(sums.both, label)
    return margin(coded(sums), label) / marked if marked else None


def coded(sums: Sums) -> Counter[tuple[Hashable, Hashable]]:
    """The characters that both annotators of a pair marked."""
    return Counter({pair: count for pair, count in sums.both.items() if GAP not in pair})


def _alpha(table: Counter[tuple[Hashable, Hashable]], own: Counter[Hashable]) -> float | None:
    values = {value for pair in table for value in pair}
    chance = expected(table, own)
    if len(values) < 2 or chance is None:
        return None
    total = sum(table.values())
    observed = total - sum(table[value, value] for value in values)
    return 1 - observed / (total - sum(chance(value, value) for value in values))


def alpha_u(length: int, rows: Sequence[Sequence[Unit]], label: Hashable) -> tuple[float, float]:
    """The observed and expected disagreement of 1995/2004: sections compared one by one."""
    units = [[(start, end) for start, end, value in sorted(row) if value == label] for row in rows]
    gaps = [
        [
            (a, b)
            for a, b in zip([0, *(e for _, e in row)], [*(s for s, _ in row), length], strict=True)
            if a < b
        ]
        for row in units
    ]
    m = len(rows)
    observed = 0.0
    for i, j in permutations(range(m), 2):
        for start, end in units[i]:
            observed += sum(
                (start - a) ** 2 + (end - b) ** 2 for a, b in units[j] if i < j and a < end and start < b
            )
            observed += sum((end - start) ** 2 for a, b in gaps[j] if a <= start and end <= b)
    sizes = [end - start for row in units for start, end in row]
    holes = [b - a for row in gaps for a, b in row]
    chance = sum(
        (len(sizes) - 1) / 3 * (2 * size**3 - 3 * size**2 + size)
        + size**2 * sum(hole - size + 1 for hole in holes if hole >= size)
        for size in sizes
    )
    places = m * length * (m * length - 1) - sum(size * (size - 1) for size in sizes)
    return 2 * observed / (m * (m - 1) * length**2), 2 / length * chance / places if places else 0.0
