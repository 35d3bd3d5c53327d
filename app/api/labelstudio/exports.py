"""Exports in the formats of Label Studio, made when they are asked for."""

from collections.abc import Iterator
from typing import Any

from flask import Response, request

from app.api.labelstudio import asked, written_files
from app.api.labelstudio.guard import Refusal, bp, by_token
from app.api.labelstudio.shapes import Written
from app.api.labelstudio.written_files import FORMATS
from app.permissions import Permission, Scene
from app.services import listed_for_programs
from app.services.seen_by_programs import SeenArticle


@bp.get("/api/projects/<int:project_id>/export/formats/", strict_slashes=False)
@by_token(Permission.SEE_PROJECT)
def formats(here: Scene, project_id: int) -> list[dict[str, Any]]:
    """List the formats."""
    return [{"name": code, "title": title, "disabled": False} for code, (title, _) in FORMATS.items()]


@bp.get("/api/projects/<int:project_id>/export/", strict_slashes=False)
@by_token(Permission.SEE_PROJECT)
def export(here: Scene, project_id: int) -> Response:
    """Send the annotations that may be read."""
    wanted = code(request.args.get("export_type") or request.args.get("exportType"))
    seen = listed_for_programs.every_article(
        here,
        annotated=not asked.flag("download_all_tasks"),
        wanted=asked.numbers("ids") + asked.numbers("ids[]"),
    )
    return sent(_written(wanted, seen), wanted, f"project-{here.project.id}")


def code(named: Any) -> str:
    """Return the code of a format; without a name it is JSON."""
    found = "JSON" if named in (None, "") else named
    if not isinstance(found, str) or found not in FORMATS:
        raise Refusal(400, f"{str(found)[:40]!r} is no format here; there are {', '.join(FORMATS)}.")
    return found


def sent(data: bytes, code: str, stem: str) -> Response:
    """Return a file to be downloaded."""
    response = Response(data, content_type=FORMATS[code][1])
    name = f"{stem}.{written_files.ending(code)}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _written(wanted: str, seen: Iterator[SeenArticle]) -> bytes:
    if wanted == written_files.CONLL:
        return written_files.of_articles(seen)
    written = Written()
    return written_files.of_tasks(wanted, (written.task(one) for one in seen))
