"""The audit of sources: the statements of an article, and what articles and events rest on."""

import io
import json
import secrets
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from annotations.sourcing import CARRIERS
from app.forms.sourcing import CARRIERS_AT_ONCE, StatementForm, fields_of
from app.permissions import Permission, Scene, permits
from app.services import corpus, sourcing, sourcing_tables
from app.views.explaining import explaining
from app.views.guards import requires
from app.views.listed import listing
from app.views.notices import notify
from exports.tables import write_table

bp = Blueprint("sourcing", __name__)
PAGE = "/projects/<slug>/sourcing"
ARTICLE = "/projects/<slug>/articles/<int:article_id>/sourcing"
MIMES = {"csv": "text/csv", "json": "application/json"}


@bp.get(PAGE)
@requires(Permission.SEE_CORPUS)
def overview(here: Scene) -> str:
    """Show what the audited articles and events rest on."""
    rows = sourcing.every(here.session, here.project)
    events = sourcing.by_event(here.session, here.project, rows)
    return render_template(
        "sourcing/overview.html",
        page=sourcing_tables.page_of(sourcing.by_article(rows), listing()),
        events=events[: sourcing_tables.EVENTS],
        number_of_events=len(events),
    )


@bp.get(f"{PAGE}/files/<filename>")
@requires(Permission.SEE_CORPUS)
def file(here: Scene) -> Response:
    """Send the statements, or what articles or events rest on, as CSV or JSON."""
    name, _, form = str((request.view_args or {}).get("filename", "")).rpartition(".")
    if form not in MIMES or name not in sourcing_tables.TABLES:
        abort(404)
    columns, rows = sourcing_tables.table(here.session, here.project, name)
    if form == "csv":
        out = io.BytesIO()
        write_table(out, columns, rows, flavour="spreadsheet", name=f"{name}.csv")
        body = out.getvalue()
    else:
        names = [column.name for column in columns]
        told = [dict(zip(names, row, strict=True)) for row in rows]
        body = json.dumps(told, ensure_ascii=False, allow_nan=False, default=str).encode()
    headers = {"Content-Disposition": f'attachment; filename="sourcing-{name}.{form}"'}
    return Response(body, mimetype=MIMES[form], headers=headers)


@bp.get(ARTICLE)
@requires(Permission.SEE_CORPUS)
def article(here: Scene) -> str:
    """Show the statements of an article, and to those who audit the form of one."""
    wanted = request.args.get("entry", "")
    own = [one for one in _rows(here) if _is_own(here, one)]
    found = next((one for one in own if one.entry == wanted), None)
    if found is None:
        return _page(here, StatementForm(data={"entry": secrets.token_hex(8)}))
    known = {"entry": found.entry, "based_on": str(found.id)}
    return _page(here, StatementForm(data=known | fields_of(found.statement, found.note)))


@bp.post(ARTICLE)
@requires(Permission.AUDIT_SOURCES)
def say(here: Scene) -> ResponseReturnValue:
    """Add a statement, change one, or take one back."""
    form = StatementForm(request.form)
    entry = request.form.get("withdraw")
    with explaining(form):
        if entry is not None:
            sourcing.withdraw(here.session, here.project, here.article, here.user, entry)
            notify("The statement was taken back; the log keeps it.")
            return _to_article(here)
        if form.validate():
            said = form.said
            changed = sourcing.say(
                here.session, here.project, here.article, here.user, form.entry.data or "", said
            )
            notify("The statement is saved." if changed else "Nothing was different, so nothing was changed.")
            return _to_article(here)
    return _page(here, form), 422


def _to_article(here: Scene) -> ResponseReturnValue:
    address = url_for("sourcing.article", slug=here.project.slug, article_id=here.article.id)
    return redirect(address, 303)


def _rows(here: Scene) -> list[sourcing.Said]:
    return sourcing.in_force(sourcing.every(here.session, here.project, here.article))


def _is_own(here: Scene, one: sourcing.Said) -> bool:
    return here.user is not None and one.auditor_id == here.user.id


def _page(here: Scene, form: StatementForm) -> str:
    rows = _rows(here)
    audits = permits(here, Permission.AUDIT_SOURCES)
    # Who audits looks at the words first, and at what others made of them only when asking for it.
    everybody = not audits or "everybody" in request.args
    shown = rows if everybody else [one for one in rows if _is_own(here, one)]
    more: dict[str, Any] = {"names": sourcing.names_known(here.session, here.project)} if audits else {}
    return render_template(
        "sourcing/article.html",
        article=here.article,
        reading=corpus.read(here.session, here.article, listing().page),
        form=form,
        shown=shown,
        others=len({one.auditor for one in rows if not _is_own(here, one)}),
        everybody=everybody,
        audits=audits,
        own=[one.entry for one in shown if _is_own(here, one)],
        found=sourcing.by_article(shown),
        kinds=CARRIERS,
        numbers=range(1, CARRIERS_AT_ONCE + 1),
        **more,
    )
