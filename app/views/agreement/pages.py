"""Agreement to read: the summary of a round, and all tables."""

from functools import partial

from flask import render_template

from annotations.agreement import Report
from app.permissions import Permission, Scene
from app.services import codebooks, measure
from app.services import results as arranged
from app.services.codebooks import version_id
from app.services.codings import standing
from app.services.naming import step_name
from app.services.result_sections import IN_SHORT
from app.views.agreement.blueprint import ROUND, bp, names, results
from app.views.agreement.jobs import told
from app.views.guards import requires


@bp.get(f"{ROUND}/agreement")
@requires(Permission.SEE_RESULTS)
def page(here: Scene) -> str:
    """Show the summary of a round, or how far measuring it is."""
    round_, stands = here.round, standing(here.session, here.round)
    found = measure.look(here.session, round_, stands)
    if found.report is None:
        job = told(found.job) if found.job else None
        return render_template("agreement/waiting.html", round=round_, stands=stands, job=job, row=found.job)
    return render_template(
        "agreement/page.html",
        round=round_,
        report=found.report,
        stands=stands,
        how=how_found(found.report),
        sections=[
            section
            for section in arranged.sections(found.report, codebooks.parsed(round_.codebook))
            if section.key in IN_SHORT
        ],
        step_name=partial(step_name, codebooks.parsed(round_.codebook)),
        remarks=arranged.Remarks(),
        names=names(here),
        version=version_id(round_.codebook),
    )


@bp.get(f"{ROUND}/agreement/tables")
@requires(Permission.SEE_RESULTS)
def tables(here: Scene) -> str:
    """Show everything that was measured, overall, by outlet and by pair."""
    found = results(here)
    return render_template(
        "agreement/tables.html",
        round=found.round,
        report=found.report,
        sections=arranged.sections(found.report, found.codebook),
        by_outlet=arranged.by_outlet(found.report, found.codebook),
        by_pair=arranged.by_pair(found.report, found.codebook),
        remarks=arranged.Remarks(),
        names=names(here),
    )


def how_found(report: Report) -> str:
    """Return how the intervals of a report were found, without what differs from row to row."""
    plan = report.plan
    if plan.draws:
        return f"{plan.method} bootstrap over articles, {plan.replicates:,} replicates, seed {plan.seed}"
    return "jackknife over articles with quantiles of t, on the artanh scale (shares: logit)"
