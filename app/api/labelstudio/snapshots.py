"""Kept exports: asked for, listed, converted, downloaded and deleted by whoever made them."""

import json
from typing import Any

from flask import Response, request

from app.api.labelstudio import exports, written_files
from app.api.labelstudio.guard import Refusal, bp, by_token, table
from app.api.labelstudio.shapes import moment, user
from app.models import ExportSnapshot
from app.permissions import Permission, Scene
from app.services import jobs, snapshots
from app.site import site

ONE = "/api/projects/<int:project_id>/exports/<int:snapshot_id>"
# What clients may say beside a title -> what of it can be done here.
OFFERED: dict[str, dict[str, tuple[Any, ...]]] = {
    "task_filter_options": {"annotated": ("only",), "finished": ("only",)},
    "annotation_filter_options": {
        "usual": (True,),
        "ground_truth": (False, True),
        "skipped": (False, True),
    },
    "serialization_options": {
        "annotations__completed_by": ({"only_id": True}, {"only_id": False}),
        "drafts": ({"only_id": True}, {"only_id": False}),
        "predictions": ({"only_id": True}, {"only_id": False}),
        "include_annotation_history": (False,),
        "interpolate_key_frames": (False,),
    },
}


@bp.get("/api/projects/<int:project_id>/exports/", strict_slashes=False)
@by_token(Permission.SEE_PROJECT)
def listed_snapshots(here: Scene, project_id: int) -> list[dict[str, Any]]:
    """List the kept exports that the account made."""
    return [_shown(here, row) for row in snapshots.listed(here)]


@bp.post("/api/projects/<int:project_id>/exports/", strict_slashes=False)
@by_token(Permission.KEEP_EXPORTS, writes_itself=True)
def keep_snapshot(here: Scene, project_id: int) -> tuple[dict[str, Any], int]:
    """Have an export made and kept."""
    sent = table()
    title, settings = sent.get("title") or "", _settings(sent)
    if not isinstance(title, str):
        raise Refusal(400, "title must be text.")
    with site().database.writing() as session:
        number = snapshots.ask(session, here.project, here.user, title, settings)
        order = snapshots.order(session.get_one(ExportSnapshot, number))
        job_id = jobs.ask(session, order, here.user).id
    # After the commit: a worker must find what it is sent for.
    site().jobs.start(job_id)
    return _as_it_is(here, number), 201


@bp.get(f"{ONE}/", strict_slashes=False)
@by_token(Permission.SEE_PROJECT)
def snapshot(here: Scene, project_id: int, snapshot_id: int) -> dict[str, Any]:
    """Say how far a kept export is."""
    return _shown(here, _found(here, snapshot_id))


@bp.delete(f"{ONE}/", strict_slashes=False)
@by_token(Permission.KEEP_EXPORTS)
def let_go_of_snapshot(here: Scene, project_id: int, snapshot_id: int) -> tuple[str, int]:
    """Delete a kept export."""
    snapshots.let_go(here.session, _found(here, snapshot_id), here.user, here.project)
    return "", 204


@bp.post(f"{ONE}/convert/", strict_slashes=False)
@by_token(Permission.KEEP_EXPORTS, reads=True)
def convert_snapshot(here: Scene, project_id: int, snapshot_id: int) -> dict[str, Any]:
    """Say that a format is there: every format is, once the export is made."""
    _found(here, snapshot_id)
    code = exports.code(table().get("export_type"))
    return {"export_type": code, "converted_format": _number(code)}


@bp.get(f"{ONE}/download/", strict_slashes=False)
@by_token(Permission.EXPORT)
def download_snapshot(here: Scene, project_id: int, snapshot_id: int) -> Response:
    """Send a kept export as a file of a format."""
    row = _found(here, snapshot_id)
    code = exports.code(request.args.get("exportType") or request.args.get("export_type"))
    told = json.loads(snapshots.body(row))
    is_conll = code == written_files.CONLL
    data = told["conll"].encode() if is_conll else written_files.of_tasks(code, told["tasks"])
    return exports.sent(data, code, f"project-{row.project_id}-export-{row.id}")


def _found(here: Scene, number: int) -> ExportSnapshot:
    row = snapshots.find(here, number)
    if row is None:
        raise Refusal(404, "There is no kept export of that number, or it is not yours to see.")
    return row


def _as_it_is(here: Scene, number: int) -> dict[str, Any]:
    """Return a row that was made beside the transaction of the request, as it is now."""
    with site().database.reading() as session:
        return _shown(here, session.get_one(ExportSnapshot, number), session)


def _shown(here: Scene, row: ExportSnapshot, session: Any = None) -> dict[str, Any]:
    state = snapshots.state(session or here.session, row)
    formats = [
        {"id": _number(code), "export_type": code, "status": state, "traceback": None}
        for code in written_files.FORMATS
    ]
    return {
        "id": row.id,
        "title": row.title,
        "created_by": user(here.user),
        "created_at": moment(row.created_at),
        "finished_at": moment(row.finished_at),
        "status": state,
        "md5": None,
        "counters": {"task_number": row.tasks},
        "converted_formats": formats if state == "completed" else [],
    }


def _number(code: str) -> int:
    return list(written_files.FORMATS).index(code) + 1


def _settings(sent: dict[str, Any]) -> dict[str, Any]:
    """Return what was asked for; what cannot be done is refused rather than passed over."""
    for name, offered in OFFERED.items():
        options = sent.get(name) or {}
        if not isinstance(options, dict):
            raise Refusal(400, f"{name} must be a JSON object.")
        for key, value in options.items():
            if value is not None and not any(value is one or value == one for one in offered.get(key, ())):
                raise Refusal(400, f"{name}: {key[:40]!r} is not offered with this value.")
    tasks = sent.get("task_filter_options") or {}
    written = sent.get("serialization_options") or {}
    by = written.get("annotations__completed_by") or {}
    return {
        "annotated": bool(tasks.get("annotated") or tasks.get("finished")),
        "people": by.get("only_id") is False,
        "prediction_numbers": (written.get("predictions") or {}).get("only_id") is True,
    }
