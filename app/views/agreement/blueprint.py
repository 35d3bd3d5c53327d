"""The blueprint that all pages about agreement share, and what each of them begins with."""

from dataclasses import dataclass

from flask import Blueprint, abort, redirect, url_for

from annotations.agreement import Report
from annotations.codebook import Codebook
from app.models import Round
from app.permissions import Permission, Scene, permits
from app.services import codebooks, download, measure
from app.services.codings import Standing, standing
from app.views.notices import notify

bp = Blueprint("agreement", __name__)
ROUND = "/projects/<slug>/rounds/<int:round_id>"


@dataclass(frozen=True)
class Results:
    """A round with its report: what all pages and files about agreement show."""

    round: Round
    stands: Standing
    report: Report
    codebook: Codebook


def results(here: Scene) -> Results:
    """Return the results of the round, or lead to the page where measuring it can be started."""
    stands = standing(here.session, here.round)
    report = measure.look(here.session, here.round, stands).report
    if report is None:
        notify("This round has to be measured first.", "warning")
        abort(redirect(url_for("agreement.page", slug=here.project.slug, round_id=here.round.id), 303))
    return Results(here.round, stands, report, codebooks.parsed(here.round.codebook))


def names(here: Scene) -> dict[str, str]:
    """Return the names of the annotators by pseudonym for those who may know them."""
    return download.names_of(here.session, here.round) if permits(here, Permission.EXPORT_NAMES) else {}
