"""What came out: agreement."""

from dataclasses import asdict, replace
from typing import Any

from annotations.agreement import flat_dicts
from app.api.v1.calls import call
from app.api.v1.schema import ANYTHING, TEXT, WHOLE, maybe, one_of, several, table, told
from app.models import Job
from app.permissions import Permission, Scene
from app.services import jobs, measure
from app.services.codings import standing
from app.services.measure import Measured
from app.site import site

JOB = table(
    state=one_of("waiting", "running", "done", "failed", "cancelled"),
    done=WHOLE,
    total=WHOLE,
    what=told(TEXT, "What it does now."),
    error=told(TEXT, "Why it failed; empty otherwise."),
)
AGREEMENT = table(
    state=one_of("measured", "not measured"),
    job=told(maybe(JOB), "What measures the round or was to; null if nothing is asked for."),
    report=told(maybe(ANYTHING), "How it was measured; null before."),
    rows=told(several(ANYTHING), "One for each coefficient, as in the table agreement.csv of an export."),
)


@call(
    "GET",
    "/projects/<slug>/rounds/<int:round_id>/agreement",
    Permission.SEE_RESULTS,
    gives={200: AGREEMENT},
)
def agreement(here: Scene) -> dict[str, Any]:
    """Return how far the annotators of a round agree.

    Small rounds are measured at once. A large one has to be asked for (POST) and looked at again.
    """
    return _agreement(measure.look(here.session, here.round, standing(here.session, here.round)))


@call(
    "POST",
    "/projects/<slug>/rounds/<int:round_id>/agreement",
    Permission.MEASURE,
    gives={200: AGREEMENT, 202: AGREEMENT},
    refuses=[409, 422],
)
def measure_agreement(here: Scene) -> tuple[dict[str, Any], int]:
    """Have the agreement of a round measured, unless it is at hand or under way already."""
    found = measure.look(here.session, here.round, standing(here.session, here.round))
    if found.report is not None:
        return _agreement(found), 200
    order = measure.order(here.session, here.round)
    with site().database.writing() as session:
        job = jobs.ask(session, order, here.user)
        job_id, told_ = job.id, _agreement(replace(found, job=job))
    # After the commit: a worker must find what it is sent for.
    site().jobs.start(job_id)
    return told_, 202


def _agreement(found: Measured) -> dict[str, Any]:
    report = found.report
    return {
        "state": "measured" if report else "not measured",
        "job": _job(found.job) if found.job else None,
        "report": asdict(replace(report, rows=())) if report else None,
        "rows": list(flat_dicts(report)) if report else [],
    }


def _job(job: Job) -> dict[str, Any]:
    lost = jobs.is_lost(job)
    told_ = {"state": "failed" if lost else job.state, "error": jobs.LOST if lost else job.error}
    return told_ | {"done": job.done, "total": job.total, "what": job.what}
