"""What of a report goes into a paper: the paragraph that journals ask for, tables as LaTeX and as text."""

from collections.abc import Sequence

from annotations.agreement import Agreement, Report
from annotations.agreement.printing.latex import latex_table
from annotations.agreement.printing.paragraph import Facts, paragraph
from annotations.agreement.printing.plain import plain_tables
from annotations.agreement.report import OVERALL
from annotations.codebook import Codebook
from app.clock import now
from app.models import Round
from app.services.naming import subject_name
from app.services.result_sections import UNITS
from app.services.study import Subject

# More coefficients than these belong into a table.
REPORTED = 2


def facts(round_: Round, report: Report, name: str = "") -> Facts:
    """Return what the numbers themselves do not know."""
    return Facts(
        name=name,
        blind=round_.blind,
        codebook_version=report.codebook_version,
        software_version=report.software_version,
        date=now().date().isoformat(),
    )


def told(subject: Subject, found: Sequence[Agreement], about: Facts) -> str:
    """Return the paragraph of one thing that was compared, with the coefficients that are read first."""
    named = f"{subject.variable} {subject.label}".strip()
    return paragraph(named, found[:REPORTED], about, unit=UNITS.get(subject.question, "article"))


def latex(report: Report, round_: Round) -> str:
    """Return the overall results as a table for LaTeX."""
    caption, label = f"Agreement, {round_.name}", f"tab:agreement-{round_.id}"
    return latex_table(report.of_scope(OVERALL), caption=caption, label=label)


def text(report: Report, round_: Round, codebook: Codebook) -> str:
    """Return a paragraph for everything that was compared, then the table that they are taken from."""
    together: dict[Subject, list[Agreement]] = {}
    rows = report.of_scope(OVERALL)
    for row in rows:
        together.setdefault(Subject(row.question, row.variable, row.label), []).append(row.agreement)
    paragraphs = [
        told(subject, found, facts(round_, report, subject_name(codebook, subject)))
        for subject, found in together.items()
    ]
    return "\n\n".join([*paragraphs, "\n".join(plain_tables(rows)).strip()]) + "\n"
