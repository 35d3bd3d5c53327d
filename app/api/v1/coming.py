"""Articles that come in: kept aside first, with what would become of them, then confirmed or discarded."""

import json
from collections.abc import Iterable
from typing import Any

from werkzeug.datastructures import MultiDict

from app.api.v1 import asked, fits, sent_files
from app.api.v1.calls import call
from app.api.v1.imported import HELD, WAITS, finished, previewed, set_aside
from app.api.v1.refusals import Refusal
from app.api.v1.schema import FLAG, Schema, form, list_of, one_of, several, told, words
from app.forms.imports import ForAllForm
from app.models import Project, StagedImport
from app.permissions import Permission, Scene
from app.services import imports
from app.services.drafts import FIELDS, ImportSettings, split_names
from app.site import site

LIST = "articles.jsonl"  # what articles that come as JSON are kept as
DAY: Schema = {"type": "string", "pattern": "^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?$"}
SAID: dict[str, Schema] = {
    "outlet": words(200),
    "event": told(words(1_000), "One or several, with semicolons."),
    "published": told(DAY, "As exact as known: 2025, 2025-05 or 2025-05-08."),
    "language": told({"type": "string", "pattern": "^[A-Za-z0-9-]{0,35}$"}, "A tag such as en or pt-BR."),
    "agency": words(200),
    "translation": one_of("", "yes", "no"),
}
ARTICLE: Schema = form(
    "text",
    text=words(least=1),
    name=told(words(300), "Its name in the project; made up if it is left out."),
    title=words(500),
    byline=words(200),
    url=words(2_000),
    # What is wrong with these is told of the row, and the others arrive.
    **{name: {**words(1_000), "description": one.get("description", "")} for name, one in SAID.items()},
)
BODY: Schema = form(
    articles=told(list_of(ARTICLE), "Either these,"),
    files=told(sent_files.FILES, "or files as the page of imports takes them."),
    for_all=told(
        form(
            week=told(DAY, "A day of the week that weekdays in the texts mean."),
            retrieved=told(DAY, "The day they were retrieved, from which last Thursday and May 8 are seen."),
            **SAID,
        ),
        "What is said of all articles that do not say it themselves.",
    ),
    columns=told(
        form("text", **{name: words(300, 1) for name in FIELDS}), "Which column of a table holds what."
    ),
    keep_duplicates=told(FLAG, "Also import texts that the project has already."),
)


@call("GET", "/projects/<slug>/imports", Permission.EDIT_CORPUS, gives={200: several(WAITS)})
def waiting_imports(here: Scene) -> list[dict[str, Any]]:
    """List the imports of articles that nobody has confirmed or discarded, the newest first."""
    return [set_aside(one) for one in imports.waiting(here.session, here.project)]


@call(
    "POST",
    "/projects/<slug>/imports",
    Permission.EDIT_CORPUS,
    body=BODY,
    largest=sent_files.LARGEST,
    gives={200: HELD},
    refuses=[422],
)
def stage_articles(here: Scene, body: dict[str, Any]) -> dict[str, Any]:
    """Keep articles or files aside and say what would become of them.

    Nothing of them is in the corpus before the import is confirmed.
    """
    fits.refuse_unless(body, BODY)
    if ("articles" in body) == ("files" in body):
        raise Refusal(422, "invalid", "Send either articles or files.")
    sent = [(LIST, _lines(body["articles"]))] if "articles" in body else sent_files.read(body["files"])
    package = imports.pack(sent)
    here.session.close()  # whoever waits for their turn to write must not hold a connection meanwhile
    with site().database.writing() as session:
        project = session.get_one(Project, here.project.id)
        staged = imports.stage(session, project, package, here.user)
        imports.say(staged, _settings(body))
        return previewed(staged, imports.preview(session, project, staged), 1)


@call(
    "GET",
    "/projects/<slug>/imports/<int:import_id>",
    Permission.EDIT_CORPUS,
    query=[asked.PAGE],
    gives={200: HELD},
    refuses=[422],
)
def one_import(here: Scene, page: int) -> dict[str, Any]:
    """Return what would become of an import, or what became of it; then its list of articles is empty."""
    if here.staged_import.finished_at is not None:
        return finished(here.staged_import, page)
    return previewed(
        here.staged_import, imports.preview(here.session, here.project, here.staged_import), page
    )


@call(
    "POST",
    "/projects/<slug>/imports/<int:import_id>/confirm",
    Permission.EDIT_CORPUS,
    gives={200: HELD},
    refuses=[422],
)
def confirm_import(here: Scene) -> dict[str, Any]:
    """Import everything that is acceptable, once: all of it or nothing. Done before, it answers the same."""
    key, settings = here.staged_import.id, imports.settings_of(here.staged_import)
    waits = here.staged_import.finished_at is None
    result = imports.read_staged(here.staged_import, settings) if waits else None
    here.session.close()  # whoever waits for their turn to write must not hold a connection meanwhile
    with site().database.writing() as session:
        if result:
            project = session.get_one(Project, here.project.id)
            imports.confirm(session, project, key, result, settings, here.user)
        return finished(session.get_one(StagedImport, key), 1)


@call(
    "POST",
    "/projects/<slug>/imports/<int:import_id>/discard",
    Permission.EDIT_CORPUS,
    gives={200: WAITS},
)
def discard_import(here: Scene) -> dict[str, Any]:
    """Throw the files of an import away; one that is finished stays what it is."""
    here.session.close()  # whoever waits for their turn to write must not hold a connection meanwhile
    with site().database.writing() as session:
        project = session.get_one(Project, here.project.id)
        imports.discard(session, project, here.staged_import.id, here.user)
        return set_aside(session.get_one(StagedImport, here.staged_import.id))


def _lines(articles: Iterable[dict[str, str]]) -> bytes:
    """Return articles as the file that their import keeps as evidence."""
    return "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in articles).encode()


def _settings(body: dict[str, Any]) -> ImportSettings:
    """Return what is said of all articles, checked by the rules of the page.

    Raises:
        Refusal: a date or a language is none.
    """
    said = dict(body.get("for_all", {}))
    checked = ForAllForm(MultiDict(said))
    if not checked.validate():
        name, reasons = next(iter(checked.errors.items()))
        raise Refusal(422, "invalid", f"{name}: {' '.join(map(str, reasons))}")
    return ImportSettings(
        events=split_names(said.pop("event", "")),
        columns=body.get("columns"),
        keep_duplicates=body.get("keep_duplicates", False),
        **said,
    )
