"""Dawid-Skene and MACE a second time: dictionaries and loops over single values, no arrays."""

from collections.abc import Hashable, Sequence
from math import log, prod

Row = Sequence[Hashable | None]


def given(rows: Sequence[Row]) -> list[list[tuple[int, Hashable]]]:
    """Return who gave which value to each unit."""
    return [[(who, value) for who, value in enumerate(row) if value is not None] for row in rows]


def dawid_skene(rows, categories, *, steps, smoothing):
    """Return the classes of each unit, the shares of the classes, the confusion matrices, and the climb."""
    units, people = given(rows), range(len(rows[0]))
    belongs = [{t: sum(v == t for _, v in unit) / len(unit) for t in categories} for unit in units]
    climb = []
    for step in range(steps + 1):
        shares = {t: sum(unit[t] for unit in belongs) + smoothing for t in categories}
        total = sum(shares.values())
        shares = {t: share / total for t, share in shares.items()}
        matrices = [_matrix(who, units, belongs, categories, smoothing) for who in people]
        joint = [
            {t: shares[t] * prod(matrices[who][t][v] for who, v in unit) for t in categories}
            for unit in units
        ]
        prior = sum(log(share) for share in shares.values()) if smoothing else 0.0
        if smoothing:
            prior += sum(log(cell) for matrix in matrices for row in matrix.values() for cell in row.values())
        climb.append(sum(log(sum(one.values())) for one in joint) + smoothing * prior)
        belongs = [{t: one[t] / sum(one.values()) for t in categories} for one in joint]
        if step == steps:
            return belongs, shares, matrices, climb
    return None


def _matrix(who, units, belongs, categories, smoothing):
    matrix = {t: dict.fromkeys(categories, smoothing) for t in categories}
    for unit, classes in zip(units, belongs, strict=True):
        for one, value in unit:
            if one == who:
                for t in categories:
                    matrix[t][value] += classes[t]
    for t, row in matrix.items():
        total = sum(row.values())
        matrix[t] = {v: cell / total if total else 1 / len(categories) for v, cell in row.items()}
    return matrix


def mace_step(rows, categories, knows, guesses, *, smoothing):
    """Return the log posterior density, the classes of each unit, and better parameters."""
    units = given(rows)
    known = [[smoothing, smoothing] for _ in knows]
    said = [dict.fromkeys(categories, smoothing) for _ in knows]
    density, classes = 0.0, []
    for unit in units:
        joint = {
            t: prod(knows[who] * (v == t) + (1 - knows[who]) * guesses[who][v] for who, v in unit)
            / len(categories)
            for t in categories
        }
        total = sum(joint.values())
        density += log(total)
        classes.append({t: chance / total for t, chance in joint.items()})
        for who, value in unit:
            luck = (1 - knows[who]) * guesses[who][value]
            knew = classes[-1][value] * knows[who] / (knows[who] + luck)
            known[who][0] += knew
            known[who][1] += 1 - knew
            said[who][value] += 1 - knew
    for who, chance in enumerate(knows):
        density += smoothing * (log(chance) + log(1 - chance))
        density += smoothing * sum(log(share) for share in guesses[who].values())
    better = [one / (one + other) for one, other in known]
    shares = [{v: count / sum(one.values()) for v, count in one.items()} for one in said]
    return density, classes, better, shares
