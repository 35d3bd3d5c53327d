"""The term list of a codebook: entered, checked for what its terms mean, and used to suggest."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import CombinedMultiDict

from annotations.text import decode
from app.forms.terms import RuleForm, SuggestForm, TermFileForm, TermForm, filled, verdict_name
from app.models.terms import VERDICTS
from app.permissions import Permission, Scene
from app.services import jobs, term_meaning, term_places, term_suggesting, term_tables, terms
from app.services.refused import Refused
from app.services.term_places import Where
from app.site import site
from app.views.agreement.jobs import told
from app.views.explaining import explaining
from app.views.guards import requires
from app.views.listed import listing
from app.views.notices import notify
from exports.term_table import read_terms

bp = Blueprint("terms", __name__)
HOME = "/projects/<slug>/terms"
LARGEST = 4_000_000  # bytes of a table


@bp.get(HOME)
@requires(Permission.EDIT_CODEBOOK)
def overview(here: Scene) -> str:
    """Show the list with what is known of each term."""
    return _page(here)


def _page(here: Scene, **forms: Any) -> str:
    session, project = here.session, here.project
    listed = terms.newest(session, project)
    found = term_places.look(session, project, listed)
    meanings = term_meaning.of_list(session, project, listed, found)
    under_way = jobs.newest(session, term_suggesting.key(project))
    rule = RuleForm(data={"least_share": listed.least_share, "sample": listed.sample})
    offered = {"term": TermForm().offer(term_tables.book_of(session, project)), "rule": rule}
    return render_template(
        "terms/overview.html",
        listed=listed,
        found=found,
        page=term_tables.page_of(meanings, listing()),
        poor=[one for one in meanings if one.state != term_meaning.CHECKED],
        good=len(term_meaning.ready(meanings)),
        job=told(found.job) if found.job else None,
        suggesting=told(under_way) if under_way else None,
        last=term_suggesting.last(session, project),
        names=term_tables.names_of(session, project),
        forms_of={**offered, "file": TermFileForm(), "suggest": SuggestForm(), **forms},
    )


def _home(here: Scene) -> ResponseReturnValue:
    return redirect(url_for("terms.overview", slug=here.project.slug), 303)


@bp.post(HOME)
@requires(Permission.EDIT_CODEBOOK)
def add(here: Scene) -> ResponseReturnValue:
    """Add a term."""
    form = TermForm(request.form).offer(term_tables.book_of(here.session, here.project))
    if form.validate():
        with explaining(form):
            terms.add(here.session, here.project, here.user, form.said)
            notify(f"“{form.said.name}” is in the list.")
            return _home(here)
    return _page(here, term=form), 422


@bp.get(f"{HOME}.csv")
@requires(Permission.EDIT_CODEBOOK)
def download(here: Scene) -> Response:
    """Send the list as a table."""
    response = Response(term_tables.table(here.session, here.project), mimetype="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{here.project.slug}-terms.csv"'
    return response


@bp.post(f"{HOME}/file")
@requires(Permission.EDIT_CODEBOOK, writes_itself=True)
def take(here: Scene) -> ResponseReturnValue:
    """Put the terms of a file in the place of the list: all of them or none."""
    form = TermFileForm(CombinedMultiDict([request.files, request.form]))
    if form.validate():
        with explaining(form):
            raw = form.file.data.stream.read(LARGEST + 1)
            if len(raw) > LARGEST:
                raise Refused(f"A term list has at most {LARGEST:,} bytes.")
            _, book = terms.instrument(here.session, here.project)
            found = read_terms(decode(raw).text, book)
            with site().database.writing() as session:
                listed = terms.replace(session, here.project, here.user, found)
            notify(f"The list has {len(listed.terms):,} terms now; the one before stays in its history.")
            return _home(here)
    return _page(here, file=form), 422


@bp.post(f"{HOME}/rule")
@requires(Permission.EDIT_CODEBOOK)
def set_rule(here: Scene) -> ResponseReturnValue:
    """Say what share is enough, and how many places are judged."""
    form = RuleForm(request.form)
    if form.validate():
        with explaining(form):
            least, sample = form.least_share.data or 0, form.sample.data or 0
            terms.set_rule(here.session, here.project, here.user, least_share=least, sample=sample)
            return _home(here)
    return _page(here, rule=form), 422


@bp.post(f"{HOME}/look")
@requires(Permission.EDIT_CODEBOOK, writes_itself=True)
def look(here: Scene) -> ResponseReturnValue:
    """Have a large corpus looked through."""
    wanted = term_places.order(here.session, here.project, terms.newest(here.session, here.project))
    return _started(here, wanted)


@bp.post(f"{HOME}/suggest")
@requires(Permission.BRING_MARKS, writes_itself=True)
def suggest(here: Scene) -> ResponseReturnValue:
    """Have labels suggested where the terms stand."""
    form = SuggestForm(request.form)
    with explaining(form):
        listed = terms.newest(here.session, here.project)
        found = term_places.look(here.session, here.project, listed)
        if found.known is None and not form.every.data:
            raise Refused("Have the corpus looked through first, and judge what the terms mean.")
        meanings = term_meaning.of_list(here.session, here.project, listed, found)
        chosen = term_meaning.ready(meanings, every=bool(form.every.data))
        return _started(here, term_suggesting.order(here.project, listed, chosen, here.user))
    return _page(here, suggest=form), 422


def _started(here: Scene, wanted: jobs.Order) -> ResponseReturnValue:
    with site().database.writing() as session:
        job_id = jobs.ask(session, wanted, here.user).id
    # After the commit: a worker must find what it is sent for.
    site().jobs.start(job_id)
    return _home(here)


@bp.get(f"{HOME}/one")
@requires(Permission.EDIT_CODEBOOK)
def one(here: Scene) -> ResponseReturnValue:
    """Show a term, and its sample to be judged."""
    return _one(here, request.args.get("key", ""))


def _one(here: Scene, key: str, form: TermForm | None = None, problem: str = "") -> ResponseReturnValue:
    session, project = here.session, here.project
    listed = terms.newest(session, project)
    term = next((each for each in listed.terms if each.key == key), None)
    if term is None:
        notify("The list has no such term any more.", "danger")
        return _home(here)
    found = term_places.look(session, project, listed)
    meanings = term_meaning.of_list(session, project, listed, found)
    (meaning,) = (each for each in meanings if each.term.key == key)
    _, book = terms.instrument(session, project)
    return render_template(
        "terms/one.html",
        listed=listed,
        found=found,
        meaning=meaning,
        lines=term_meaning.lines(session, project, term, meaning.standing),
        form=form or filled(term, book),
        names=term_tables.names_of(session, project),
        field_name=verdict_name,
        verdicts=VERDICTS,
        problem=problem,
    )


@bp.post(f"{HOME}/one")
@requires(Permission.EDIT_CODEBOOK)
def change(here: Scene) -> ResponseReturnValue:
    """Change a term or leave it out."""
    key = request.form.get("key", "")
    form = TermForm(request.form)
    with explaining(form):
        kept = terms.newest(here.session, here.project).find(key)
        form.offer(term_tables.book_of(here.session, here.project), kept)
        if "remove" in request.form:
            terms.remove(here.session, here.project, here.user, key)
            notify(f"“{kept.name}” is out of the list. What was judged about it is kept.")
            return _home(here)
        if form.validate():
            terms.change(here.session, here.project, here.user, key, form.said)
            notify("The term was changed.")
            return redirect(url_for("terms.one", slug=here.project.slug, key=form.said.key), 303)
    answer = _one(here, key, form)
    return (answer, 422) if isinstance(answer, str) else answer


@bp.post(f"{HOME}/verdicts")
@requires(Permission.EDIT_CODEBOOK)
def judge(here: Scene) -> ResponseReturnValue:
    """Keep what places of a term mean."""
    key = request.form.get("key", "")
    try:
        term = terms.newest(here.session, here.project).find(key)
        given = dict(_verdicts(request.form))
        changed = term_meaning.judge(here.session, here.project, here.user, term, given)
    except Refused as reason:
        answer = _one(here, key, problem=str(reason))
        return (answer, 422) if isinstance(answer, str) else answer
    notify(f"{changed:,} {'verdict' if changed == 1 else 'verdicts'} kept.")
    return redirect(url_for("terms.one", slug=here.project.slug, key=key, _anchor="places"), 303)


def _verdicts(sent: Mapping[str, str]) -> Iterable[tuple[Where, str]]:
    for name, verdict in sent.items():
        kind, *numbers = name.split("-")
        if (
            kind == "place"
            and len(numbers) == 3
            and all(one.isascii() and one.isdecimal() for one in numbers)
        ):
            article, start, end = map(int, numbers)
            yield (article, start, end), verdict
