"""One variable or label from every side."""

from collections.abc import Sequence
from functools import partial

from flask import abort, render_template, request

from annotations.codebook import Codebook
from app.permissions import Permission, Scene
from app.services import details, naming, places, printed, study, truths
from app.services import results as arranged
from app.services.results import Line, Section
from app.services.study import Subject
from app.views.agreement.blueprint import ROUND, bp, names, results
from app.views.guards import requires
from app.views.listed import listing


@bp.get(f"{ROUND}/agreement/variable")
@requires(Permission.SEE_RESULTS)
def variable(here: Scene) -> str:
    """Show one thing that was compared: coefficients, tables, parts, influence, disagreements."""
    found = results(here)
    subject = asked_for()
    known = details.subjects(found.report)
    section, line = _line(arranged.sections(found.report, found.codebook), subject)
    if subject not in known or line is None:
        abort(404)
    at = known.index(subject)
    drawn = study.of_round(here.session, found.round, found.stands)
    data = drawn.data(subject)
    pair = tuple(request.args.get("pair", "").split("|"))
    number = listing().page
    return render_template(
        "agreement/variable.html",
        round=found.round,
        detail=details.detail(found.report, subject, data, pair if len(pair) == 2 else None),
        line=line,
        section=section,
        definition=_definition(found.codebook, subject),
        named=partial(naming.value_name, found.codebook, subject),
        paragraph=printed.told(subject, line.found, printed.facts(found.round, found.report, line.name)),
        truth=truths.of(data, found.report.plan) if data is not None else None,
        disagreements=places.page_of(here.session, found.stands, drawn, subject, number) if data else None,
        article_titles=places.titles(here.session, found.stands),
        names=names(here),
        before=known[at - 1] if at else None,
        after=known[at + 1] if at + 1 < len(known) else None,
    )


def asked_for() -> Subject:
    """Return what the address asks about."""
    return Subject(*(request.args.get(name, "")[:300] for name in ("question", "variable", "label")))


def _line(sections: Sequence[Section], subject: Subject) -> tuple[Section | None, Line | None]:
    for section in sections:
        for line in section.lines:
            if line.subject == subject:
                return section, line
    return None, None


def _definition(codebook: Codebook, subject: Subject) -> str:
    """Return what the codebook says about the label, the answer or the question."""
    layers = {layer.code: layer for layer in codebook.layers}
    variable = naming.variable_of(codebook, subject)
    if variable is None and subject.variable in layers:
        variable = layers[subject.variable].label_variable
    if variable is None:
        return ""
    category = variable.by_code.get(subject.label)
    return category.definition if category else variable.definition
