"""The paragraph that journals ask for: what was judged by whom, how far they agreed, and how that was found.

It holds what Riffe, Lacy, Watson & Fico (2019, Analyzing Media Messages, 4th ed., ch. 6) and Lombard,
Snyder-Duch & Bracken (2002, Human Communication Research 28, 587-604) want reported. Facts that nobody
handed over are left out; numbers are given without words that judge them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotations.agreement.printing.figures import decimal, percentage, probability
from annotations.agreement.result import Agreement, Interval, category_name

PERCENT = "percent agreement"
# A longer list of values belongs into a table.
SHOWN_VALUES = 8
# What a unit and a value of it are called, where they are not an article and a coding of it.
UNITS = {
    "characters": ("character", "coding"),
    "words": ("word", "coding"),
    "spans found": ("article", "span"),
    "borders": ("pair of matched spans", "span"),
    "label of matched spans": ("matched span", "coding"),
    "attribute of matched spans": ("matched span", "coding"),
    "units and gaps": ("marked stretch", "character"),
    "spans aligned": ("span", "span"),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the numbers themselves do not know; whatever is left empty is not mentioned.

    ``drawn`` completes "The units were drawn ...", ``resolved`` "Disagreements were resolved ...".
    """

    name: str = ""
    drawn: str = ""
    blind: bool | None = None
    resolved: str = ""
    codebook_version: str = ""
    software_version: str = ""
    date: str = ""


def paragraph(
    variable: str, found: Sequence[Agreement], facts: Facts, *, unit: str = "unit", value: str = "coding"
) -> str:
    """Return the paragraph of one variable, given its coefficients on the same data.

    Percent agreement is reported after the others. ``unit`` and ``value`` are what the things judged and
    what was said of them are called.
    """
    if not found:
        return ""
    ordered = sorted(found, key=lambda one: one.coefficient == PERCENT)
    sentences = (
        *_material(variable, ordered[0], facts, (unit, value)),
        *(_result(one) for one in ordered),
        *_values(ordered[0]),
        *_left_out(ordered[0]),
        *_circumstances(facts),
    )
    return " ".join(sentences)


def _material(variable: str, first: Agreement, facts: Facts, named: tuple[str, str]) -> Iterator[str]:
    unit, value = named
    level = f", measured at the {first.level} level," if first.level else ""
    each = f", {decimal(first.values / first.units, 2)} {value}s per {unit} on average" if first.units else ""
    codings = f"{_counted(first.values, value)}{each}"
    annotators = f"{first.annotators:,} annotators" if first.annotators else "no annotators"
    yield (
        f"Agreement on {facts.name or variable}{level} rests on {_counted(first.units, unit)} judged by "
        f"at least two of {annotators} ({codings})."
    )
    if first.clusters and unit != "article" and first.clusters != first.units:
        yield f"The {unit}s come from {_counted(first.clusters, 'article')}."
    if facts.drawn:
        yield f"The {unit}s were drawn {facts.drawn.rstrip('.')}."


def _result(found: Agreement) -> str:
    name = found.title[0].upper() + found.title[1:]
    if found.value is None:
        return f"{name} is undefined: {found.reason}."
    as_share = found.coefficient == PERCENT
    value = percentage(found.value) if as_share else decimal(found.value)
    details = [part for part in (_interval(found, as_share=as_share), found.note) if part]
    return f"{name} is {value}" + (f" ({'; '.join(details)})." if details else ".")


def _interval(found: Agreement, *, as_share: bool) -> str:
    between = found.interval
    if between is None:
        return ""
    if between.low is None or between.high is None:
        return f"no interval: {between.reason}"
    low, high = ((percentage if as_share else decimal)(limit) for limit in (between.low, between.high))
    parts = [f"{100 * between.confidence:g} % interval {low} to {high}"]
    parts.append(_method(between))
    if found.standard_error is not None:
        parts.append(f"standard error {decimal(found.standard_error)}")
    if between.miss is not None and between.minimum is not None:
        parts.append(f"probability of a value below {decimal(between.minimum)}: {probability(between.miss)}")
    if between.reason:
        parts.append(between.reason)
    return "; ".join(parts)


def _method(between: Interval) -> str:
    scale = f", {between.scale} scale" if between.scale else ""
    drawn = f", {between.replicates:,} replicates, seed {between.seed}" if between.replicates else ""
    finite = f", corrected for a population of {between.population:,}" if between.population else ""
    return f"{between.method}{scale}{drawn}{finite}"


def _values(found: Agreement) -> Iterator[str]:
    used = [(category_name(category), share) for category, share in found.prevalence if share]
    if not used:
        return
    told = [f"{name} {percentage(share)}" for name, share in used[:SHOWN_VALUES]]
    more = len(used) - len(told)
    yield f"Of all values, {_listed([*told, f'{more} more'] if more else told)}."


def _left_out(found: Agreement) -> Iterator[str]:
    if found.dropped:
        yield f"Left out were {_listed([f'{one.count:,} {one.reason}' for one in found.dropped])}."


def _circumstances(facts: Facts) -> Iterator[str]:
    if facts.blind is not None:
        saw = "saw nothing of each other's work" if facts.blind else "could see each other's work"
        yield f"The annotators {saw}."
    if facts.resolved:
        yield f"Disagreements were resolved {facts.resolved.rstrip('.')}."
    if facts.codebook_version:
        yield f"The codebook was in version {facts.codebook_version}."
    computed = f" with Parallax {facts.software_version}" if facts.software_version else ""
    when = f" on {facts.date}" if facts.date else ""
    if computed or when:
        yield f"The numbers were computed{computed}{when}."


def _counted(number: int, unit: str) -> str:
    return f"{number:,} {unit}" + ("" if number == 1 else "s")


def _listed(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
