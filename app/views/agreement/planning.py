"""How many units the next study needs, planned from this round."""

from flask import render_template, request

from annotations.codebook import Codebook
from app.forms.planning import PlanningForm
from app.permissions import Permission, Scene
from app.services import details, naming, next_study, round_choices, study
from app.services.next_study import Asked
from app.services.study import Subject
from app.views.agreement.blueprint import ROUND, bp, results
from app.views.guards import requires


@bp.get(f"{ROUND}/agreement/planning")
@requires(Permission.SEE_RESULTS)
def planning(here: Scene) -> str:
    """Show how much more has to be coded for an interval of some width, or to lie above a minimum."""
    found = results(here)
    drawn = study.of_round(here.session, found.round, found.stands)
    subjects = [one for one in details.subjects(found.report) if one.question in study.PLANNED]
    form = PlanningForm(
        request.args if "subject" in request.args else None,
        subjects=[(str(place), _name(found.codebook, one)) for place, one in enumerate(subjects)],
    )
    planned, data = None, None
    if subjects and (not request.args or form.validate()):
        data = drawn.data(subjects[int(form.subject.data or 0)])
    if data is not None:
        planned = next_study.plan(
            data,
            Asked(form.width.data, form.minimum.data, form.looks.data),
            population=round_choices.count_articles(here.session, here.project),
            seed=found.round.seed,
        )
    return render_template(
        "agreement/planning.html", round=found.round, report=found.report, form=form, planned=planned
    )


def _name(codebook: Codebook, subject: Subject) -> str:
    return f"{naming.subject_name(codebook, subject)} ({subject.question})"
