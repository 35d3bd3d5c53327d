"""An agreement report arranged for reading: sections, tables by outlet and pair, lettered remarks."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from annotations.agreement import Agreement, Report, Row
from annotations.agreement.percent import PERCENT_AGREEMENT
from annotations.agreement.report import OUTLET, OVERALL, PAIR, WEEK
from annotations.agreement.result import category_name
from annotations.codebook import Codebook
from annotations.reliability import Dropped
from app.services import pictured
from app.services.naming import subject_name
from app.services.result_sections import KINDS, LEADING, LISTED_UNDER, MATCHED, PICTURED, SECTIONS
from app.services.study import Subject

SHOWN_CATEGORIES = 5
YES = "1"


@dataclass(frozen=True)
class Line:
    """One variable or label in one scope, with its coefficients, of which there is at least one."""

    subject: Subject
    name: str
    found: tuple[Agreement, ...]

    @property
    def code(self) -> str:
        """How the codebook names it."""
        label = self.subject.label
        return f"{self.subject.variable}.{label}" if label else self.subject.variable

    @property
    def level(self) -> str:
        """The level of measurement."""
        return self.found[0].level

    @property
    def percent(self) -> Agreement | None:
        """Percent agreement."""
        return next((one for one in self.found if one.coefficient == PERCENT_AGREEMENT.name), None)

    @property
    def alpha(self) -> Agreement | None:
        """The coefficient that is read first: the first that is not percent agreement."""
        others = [one for one in self.found if one.coefficient != PERCENT_AGREEMENT.name]
        leading = LEADING.get(self.subject.question, "")
        first = next(iter(others), None)
        return next((one for one in others if leading and one.variant.startswith(leading)), first)

    @property
    def counted(self) -> Agreement:
        """The coefficient that says how many units there were."""
        return self.percent or self.found[0]

    @property
    def dropped(self) -> tuple[Dropped, ...]:
        """What was left out, and why."""
        return self.found[0].dropped

    @property
    def prevalence(self) -> str:
        """How often which value was chosen, in short."""
        told = self.counted.prevalence
        shares = {category: share for category, share in told if share}
        if self.level == "set":
            return f"{len(shares)} different sets"
        names = {category_name(category).replace("-", "−"): share for category, share in shares.items()}
        if names and set(names) <= {"0", YES} and told[0][0] == "0":
            return f"yes: {_share(names.get(YES, 0.0))}"
        listed = [f"{name}: {_share(share)}" for name, share in list(names.items())[:SHOWN_CATEGORIES]]
        more = len(names) - len(listed)
        return " · ".join(listed) + (f" and {more} more" if more > 0 else "")


@dataclass(frozen=True)
class Section:
    """The lines about one way of comparing."""

    key: str
    title: str
    meaning: str
    lines: tuple[Line, ...]

    @property
    def range(self) -> tuple[float, float] | None:
        """The lowest and the highest of the coefficients that are read first."""
        shown = [line.alpha for line in self.lines if line.alpha is not None]
        values = [one.value for one in shown if one.value is not None]
        return (min(values), max(values)) if values else None


@dataclass(frozen=True)
class Part:
    """A section of a grid: for each overall line its cells, None where nothing was compared."""

    title: str
    rows: tuple[tuple[Line, tuple[Line | None, ...]], ...]


@dataclass(frozen=True)
class Grid:
    """The same lines for several outlets or pairs side by side."""

    groups: tuple[tuple[str, ...], ...]
    parts: tuple[Part, ...]


@dataclass
class Remarks:
    """Reasons and warnings, each told once and referred to by a letter."""

    _letters: dict[str, str] = field(default_factory=dict)

    def letter(self, reason: str) -> str:
        """Return the letter that stands for the reason."""
        return self._letters.setdefault(reason, _letter(len(self._letters)))

    def on(self, found: Agreement | None) -> str:
        """Return the letter of what is to be said about a coefficient; empty if there is nothing."""
        if found is None:
            return ""
        if found.reason:
            return self.letter(f"undefined: {found.reason}")
        if found.interval is not None and found.interval.reason:
            return self.letter(f"interval: {found.interval.reason}")
        return self.letter(found.note) if found.note else ""

    def on_dropped(self, dropped: Sequence[Dropped]) -> str:
        """Return the letter of what was left out; empty if everything was counted."""
        told = "; ".join(f"{one.count:,} {one.reason}" for one in dropped)
        return self.letter(f"left out: {told}") if told else ""

    def all(self) -> list[tuple[str, str]]:
        """Return every letter with its reason, in order."""
        return [(letter, reason) for reason, letter in self._letters.items()]


def sections(report: Report, codebook: Codebook) -> tuple[Section, ...]:
    """Return the overall results, section by section; sections without lines are left out."""
    lines = [(question, line) for question, _, line in _lines(report.of_scope(OVERALL), codebook)]
    others = {question: (question.capitalize(), "") for question, _ in lines if question not in SECTIONS}
    found = (
        Section(key, title, meaning, tuple(line for question, line in lines if question == key))
        for key, (title, meaning) in (SECTIONS | others).items()
    )
    return tuple(section for section in found if section.lines)


def points(report: Report, codebook: Codebook) -> list[dict[str, str | float | None]]:
    """Return the alphas of the overall results as a picture wants them, both ways for labels in one panel."""
    found: list[dict[str, str | float | None]] = []
    for section in sections(report, codebook):
        for line in section.lines if section.key in PICTURED else ():
            if line.alpha is not None:
                found.append(
                    {
                        "panel": _panel(section, line),
                        "name": line.name.removeprefix(f"{_panel(section, line)}: "),
                        "kind": KINDS.get(section.key, "answer"),
                        "value": line.alpha.value,
                        "low": line.alpha.low,
                        "high": line.alpha.high,
                        "told": pictured.of_alpha(line.name, KINDS.get(section.key, ""), line.alpha),
                    }
                )
    return found


def _panel(section: Section, line: Line) -> str:
    if section.key in KINDS:
        return "Labels"
    if section.key.endswith("of matched spans"):
        return MATCHED
    return line.name.partition(": ")[0] if section.key == "chosen" else section.title


def by_outlet(report: Report, codebook: Codebook) -> Grid:
    """Return the results of the outlets side by side."""
    return _grid(report, codebook, OUTLET)


def by_pair(report: Report, codebook: Codebook) -> Grid:
    """Return the results of the pairs of annotators side by side."""
    return _grid(report, codebook, PAIR)


def by_week(report: Report, codebook: Codebook) -> Grid:
    """Return the results of the weeks side by side."""
    return _grid(report, codebook, WEEK)


def _grid(report: Report, codebook: Codebook, scope: str) -> Grid:
    rows = report.of_scope(scope)
    groups = tuple(dict.fromkeys(row.group for row in rows))
    cells = {(group, line.subject): line for _, group, line in _lines(rows, codebook)}
    parts = (
        Part(
            section.title,
            tuple(
                (line, tuple(cells.get((group, line.subject)) for group in groups)) for line in section.lines
            ),
        )
        for section in sections(report, codebook)
    )
    return Grid(groups, tuple(parts))


def _lines(rows: Iterable[Row], codebook: Codebook) -> Iterator[tuple[str, tuple[str, ...], Line]]:
    """Yield section, group and line, one for all coefficients of the same thing."""
    together: dict[tuple[tuple[str, ...], Subject], list[Agreement]] = {}
    for row in rows:
        subject = Subject(row.question, row.variable, row.label)
        together.setdefault((row.group, subject), []).append(row.agreement)
    for (group, subject), found in together.items():
        line = Line(subject, subject_name(codebook, subject), tuple(found))
        yield LISTED_UNDER.get(subject.question, subject.question), group, line


def _share(share: float) -> str:
    percent = 100 * share
    return f"{percent:.0f} %" if percent >= 1 or percent == 0 else f"{percent:.1f} %"


def _letter(number: int) -> str:
    """Return a, b ... z, aa, ab ..."""
    before, last = divmod(number, 26)
    return (_letter(before - 1) if before else "") + chr(ord("a") + last)
