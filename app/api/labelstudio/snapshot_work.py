"""The job that makes an export which is kept: what its maker may read at that moment, in every format."""

import json

from app.api.labelstudio import written_files
from app.api.labelstudio.shapes import Written
from app.db import Database
from app.jobs import Run
from app.models import ExportSnapshot, User
from app.permissions import Permission, permits
from app.services import listed_for_programs, scenes, snapshots
from app.services.jobs import Order, Step
from app.services.refused import Refused


def work(database: Database, order: Order, step: Step, run: Run) -> str:
    """Make the export and keep it with its row; nothing more is kept of the job."""
    number = order.options["snapshot"]
    with database.reading() as session:
        row = session.get(ExportSnapshot, number)
        if row is None:
            return ""
        maker, wanted = session.get_one(User, row.made_by), row.settings
        here = scenes.of_program(session, maker, {"project_id": row.project_id})
        if not permits(here, Permission.EXPORT):
            raise Refused("Whoever asked for this export may no longer see what the project found.")
        named, written = permits(here, Permission.EXPORT_NAMES), Written()
        seen, total = [], listed_for_programs.counts(here).articles
        for one in listed_for_programs.every_article(here, annotated=wanted["annotated"]):
            seen.append(one)
            step(len(seen), total, "Reading articles")
        tasks = [written.task(one, whole_person=wanted["people"]) for one in seen]
        if wanted.get("prediction_numbers"):
            tasks = [{**one, "predictions": [each["id"] for each in one["predictions"]]} for one in tasks]
        told = {"tasks": tasks, "conll": written_files.of_articles(seen).decode()}
    with database.writing() as session:
        snapshots.keep(session, number, json.dumps(told).encode(), len(tasks), named=named)
    return ""
