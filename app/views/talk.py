"""Talk: the threads of a project, one of them, and a new one."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.forms.talk import PostForm, ThreadForm
from app.models import Thread
from app.permissions import Permission, Scene
from app.services import codebooks, talk, talk_lists, talk_people, talk_shown, talk_speaking, talk_subjects
from app.services.refused import Refused
from app.services.scenes import LARGEST_ID
from app.services.talk_lists import ABOUTS, SHOWS, STATES, Narrowed
from app.services.talk_speaking import BadPost, Beginning
from app.services.talk_subjects import Asked, NotTheirs, Subject
from app.views.guards import requires
from app.views.listed import listing as asked_of_list
from app.views.listed import narrowing_id
from app.views.notices import notify

bp = Blueprint("talk", __name__)
TALK = "/projects/<slug>/talk"
THREAD = f"{TALK}/<int:thread_id>"
HIDDEN = ("assignment", "article", "round", "codebook", "start", "stop")


@bp.get(TALK)
@requires(Permission.SEE_TALK)
def listing(here: Scene) -> ResponseReturnValue:
    """List the threads that were asked for."""
    reader, narrowed = talk.reader(here), _narrowed()
    page = talk_lists.listed(here.session, here.project, reader, narrowed, asked_of_list())
    return render_template(
        "talk/listing.html",
        page=page,
        narrowed=narrowed,
        is_narrowed=narrowed != Narrowed() or bool(page.listing.search),
        place=_place(here, narrowed),
        beginning=_beginning(here, narrowed),
    )


@bp.get(f"{TALK}/new")
@requires(Permission.SPEAK)
def new(here: Scene) -> ResponseReturnValue:
    """Show the form of a new thread, or what a thread can be about."""
    asked, subject = _subject(here, request.args)
    if subject is None:
        return _beginnings(here)
    form = _form(here, subject)
    form.process(data={**_sent(request.args), "visibility": _first_choice(here, subject)})
    if asked.round_id in subject.waiting:
        form.waits_for.data = str(asked.round_id)
    return _form_page(here, subject, form)


@bp.post(f"{TALK}/new")
@requires(Permission.SPEAK)
def start(here: Scene) -> ResponseReturnValue:
    """Begin a thread, or show what is wrong with it and keep what was written."""
    _, subject = _subject(here, request.form)
    if subject is None:
        return _beginnings(here), 422
    form = _form(here, subject)
    if form.validate():
        waits_for = form.waits_for.data or ""
        wanted = Beginning(
            subject=subject,
            visibility=form.visibility.data,
            title=form.title.data,
            text=_plain(form.text.data),
            round_id=int(waits_for) if waits_for.isdecimal() else None,
        )
        try:
            made = talk_speaking.start(here.session, here.project, here.user, talk.reader(here), wanted)
            return _to_thread(here, made)
        except BadPost as error:
            form[error.where].errors = [str(error)]
        except Refused as error:
            form.form_errors.append(str(error))
    return _form_page(here, subject, form), 422


@bp.get(THREAD)
@requires(Permission.SEE_TALK)
def thread(here: Scene) -> ResponseReturnValue:
    """Show one thread."""
    return _thread_page(here, PostForm())


@bp.post(THREAD)
@requires(Permission.SPEAK)
def post(here: Scene) -> ResponseReturnValue:
    """Add to a thread."""
    form = PostForm(request.form)
    text = _plain(form.text.data)
    try:
        made = talk_speaking.post(here.session, here.project, here.thread, here.user, talk.reader(here), text)
        return _to_thread(here, here.thread, made.id)
    except BadPost as error:
        form.text.errors = [str(error)]
    except Refused as error:
        form.form_errors.append(str(error))
    return _thread_page(here, form), 422


@bp.post(f"{THREAD}/seen")
@requires(Permission.FOLLOW_TALK)
def seen(here: Scene) -> ResponseReturnValue:
    """Note how far the thread was read."""
    reached = request.form.get("post", 0, type=int)
    talk_speaking.mark_seen(here.session, here.thread, talk.reader(here), max(0, min(reached, LARGEST_ID)))
    return _to_thread(here, here.thread)


@bp.post(f"{THREAD}/settle")
@requires(Permission.SETTLE_TALK)
def settle(here: Scene) -> ResponseReturnValue:
    """Settle the thread, or open it again."""
    settled = request.form.get("settled") != "no"
    talk_speaking.settle(here.session, here.project, here.thread, here.user, settled=settled)
    notify("The thread is settled." if settled else "The thread is open again.")
    return _to_thread(here, here.thread)


def _to_thread(here: Scene, row: Thread, post_id: int = 0) -> ResponseReturnValue:
    anchor = f"post-{post_id}" if post_id else None
    return redirect(url_for("talk.thread", slug=here.project.slug, thread_id=row.id, _anchor=anchor), 303)


def _thread_page(here: Scene, form: PostForm) -> str:
    reader = talk.reader(here)
    folk = talk_people.people(here.session, here.project, reader)
    number = max(0, min(request.args.get("page", 0, type=int), 1_000_000))
    row = here.thread
    return render_template(
        "talk/thread.html",
        thread=row,
        about=talk_shown.of_thread(here.session, reader, row),
        author=folk.called(row.author_id),
        page=talk_lists.posts(here.session, reader, row, folk, number),
        callable=talk_people.words_for(folk),
        form=form,
        assignment_id=talk_subjects.own_assignment(here.session, reader, row) if row.article_id else None,
    )


def _subject(here: Scene, given: Any) -> tuple[Asked, Subject | None]:
    """Return what a new thread is to be about; nothing where the address does not say it."""
    reader, number = talk.reader(here), {name: _number(given, name) for name in HIDDEN}
    start, stop = (number[name] if given.get(name) else -1 for name in ("start", "stop"))
    asked = Asked(
        number["article"], number["round"], number["codebook"], given.get("entry", "")[:400], start, stop
    )
    try:
        if number["assignment"]:
            owed = number["assignment"]
            asked = talk_subjects.of_assignment(here.session, reader, owed, start, stop)
        if asked.names_nothing:
            return asked, None
        return asked, talk_subjects.subject(here.session, here.project, reader, asked)
    except NotTheirs:
        abort(404)


def _number(given: Any, name: str) -> int:
    written = given.get(name, "")
    return min(int(written), LARGEST_ID) if written.isdecimal() and len(written) < 12 else 0


def _sent(given: Any) -> dict[str, str]:
    return {name: given.get(name, "")[:400] for name in (*HIDDEN, "entry")}


def _form(here: Scene, subject: Subject) -> ThreadForm:
    offered = talk_speaking.offered(here.session, talk.reader(here), subject)
    return ThreadForm(request.form or None, offered=offered, waiting=subject.waiting)


def _first_choice(here: Scene, subject: Subject) -> str:
    """Return who reads a thread unless its author says otherwise: those who can answer."""
    if talk.reader(here).annotates and subject.article_id:
        return talk.MANAGER
    return talk.TEAM if subject.kind != "round" or not subject.waiting else talk.MANAGER


def _form_page(here: Scene, subject: Subject, form: ThreadForm) -> str:
    reader = talk.reader(here)
    blind = talk_speaking.forbidding_round(here.session, reader, subject.article_id)
    folk = talk_people.people(here.session, here.project, reader)
    return render_template(
        "talk/new.html",
        form=form,
        about=talk_shown.of_subject(here.session, reader, subject),
        kind=subject.kind,
        why_not_team=talk_speaking.BLIND.format(round=talk.told(blind)) if blind else "",
        callable=talk_people.words_for(folk),
    )


def _beginnings(here: Scene) -> str:
    newest = codebooks.newest(here.session, here.project)
    return render_template(
        "talk/beginnings.html",
        newest=newest,
        entries=talk_shown.entries_of(newest) if newest else [],
        rounds=talk_subjects.named_rounds(here.session, talk.reader(here)),
    )


def _narrowed() -> Narrowed:
    """Return what the address asks for; nonsense counts as not given."""
    words = {
        name: request.args.get(name, "") if request.args.get(name, "") in known else ""
        for name, known in (("show", SHOWS), ("about", ABOUTS), ("state", STATES))
    }
    return Narrowed(
        **words,
        article_id=narrowing_id("article"),
        round_id=narrowing_id("round"),
        entry=request.args.get("entry", "")[:400].replace("\0", ""),
    )


def _beginning(here: Scene, narrowed: Narrowed) -> dict[str, Any]:
    """Return what a thread begun from the list is about: what the list is narrowed to."""
    if narrowed.article_id is not None:
        return {"article": narrowed.article_id}
    if narrowed.round_id is not None:
        return {"round": narrowed.round_id}
    newest = codebooks.newest(here.session, here.project) if narrowed.entry else None
    return {"codebook": newest.number, "entry": narrowed.entry} if newest else {}


def _place(here: Scene, narrowed: Narrowed) -> str:
    """Return what the list is narrowed to when another page leads here, as the reader may know it."""
    return talk_shown.place(
        here.session,
        talk.reader(here),
        article_id=narrowed.article_id,
        round_id=narrowed.round_id,
        entry=narrowed.entry,
    )


def _plain(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").replace("\r", "\n").strip()
