"""Who asks, projects, and codebooks."""

from typing import Any

from flask import Response, jsonify

from app.api.v1 import asked, shapes
from app.api.v1.calls import call
from app.api.v1.document import document
from app.api.v1.schema import (
    ANYTHING,
    FLAG,
    MOMENT,
    TEXT,
    WHOLE,
    maybe,
    one_of,
    page_of,
    several,
    table,
    told,
)
from app.models import CodebookVersion
from app.models.projects import ROLES
from app.permissions import Permission, Scene
from app.services import codebooks, listed_for_programs
from app.services.paging import PAGE_SIZE, Listing, Page

CODEBOOK = {
    "number": told(WHOLE, "1, 2, 3 ... in the project."),
    "version": told(TEXT, "What the codebook calls itself."),
    "title": TEXT,
    "sha256": TEXT,
    "frozen_at": told(maybe(MOMENT), "Null for a draft."),
}
WITH_ROLE = table(**shapes.PROJECT["properties"], role=one_of(*ROLES))


@call("GET", "/openapi.json", Permission.PUBLIC, gives={200: ANYTHING})
def openapi(here: Scene) -> Response:
    """Return this document."""
    return jsonify(document())


@call(
    "GET",
    "/me",
    Permission.HAVE_ACCOUNT,
    gives={200: table(id=WHOLE, name=TEXT, email=TEXT, is_admin=FLAG)},
)
def me(here: Scene) -> dict[str, Any]:
    """Return the account whose token was sent."""
    user = here.user
    return {"id": user.id, "name": user.name, "email": user.email, "is_admin": user.is_admin}


@call(
    "GET",
    "/projects",
    Permission.HAVE_ACCOUNT,
    query=[asked.PAGE, asked.words("search", "Words of the title.")],
    gives={200: page_of(shapes.PROJECT)},
    refuses=[404],
)
def projects(here: Scene, page: int, search: str) -> dict[str, Any]:
    """List the projects that the account belongs to; administrators get all."""
    skip = (page - 1) * PAGE_SIZE
    total, rows = listed_for_programs.projects(here.session, here.user, skip, PAGE_SIZE, title=search)
    found = Page(rows, total, page, PAGE_SIZE, Listing(page=page))
    return shapes.paged(found, [shapes.project(row) for row in rows])


@call("GET", "/projects/<slug>", Permission.SEE_PROJECT, gives={200: WITH_ROLE})
def project(here: Scene) -> dict[str, Any]:
    """Return a project, and which role the account has in it."""
    return shapes.project(here.project) | {"role": here.role}


@call("GET", "/projects/<slug>/codebooks", Permission.READ_CODEBOOK, gives={200: several(table(**CODEBOOK))})
def codebook_versions(here: Scene) -> list[dict[str, Any]]:
    """List the versions of the codebook, the newest first."""
    return [_version(row) for row in codebooks.versions(here.session, here.project)]


@call(
    "GET",
    "/projects/<slug>/codebooks/<int:codebook_number>",
    Permission.READ_CODEBOOK,
    gives={
        200: table(
            **CODEBOOK,
            codebook=told(
                ANYTHING, "Layers with labels and attributes, questions about articles and outlets."
            ),
            toml=told(TEXT, "The same as it is kept."),
        )
    },
)
def codebook_version(here: Scene) -> dict[str, Any]:
    """Return one version of the codebook with all that it says."""
    book = codebooks.parsed(here.codebook).to_dict()
    return _version(here.codebook) | {"codebook": book, "toml": here.codebook.toml}


def _version(row: CodebookVersion) -> dict[str, Any]:
    told_ = {"number": row.number, "version": row.version, "title": row.title, "sha256": row.sha256}
    return told_ | {"frozen_at": shapes.moment(row.frozen_at)}
