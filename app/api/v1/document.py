"""The OpenAPI document (3.1), made of the calls as they are declared."""

import re
from importlib.metadata import version
from typing import Any

from app.api.v1.calls import CALLS, Call
from app.api.v1.refusals import ERROR
from app.permissions import Permission

PART = re.compile(r"<(?:(int):)?(\w+)>")
LARGEST_ID = 2**31 - 1
MEANINGS = {
    200: "What was asked for.",
    202: "It is under way.",
    400: "The query or the body could not be understood.",
    401: "No token was sent, or one that does not work.",
    403: "The account may not do that, or the token may only read.",
    404: "The address is wrong, or what it names is not yours to see.",
    409: "It cannot be done as things stand; nothing was overwritten.",
    413: "The body is too large.",
    415: "The body is not sent as application/json.",
    422: "A rule was broken; nothing was changed.",
}


def document() -> dict[str, Any]:
    """Return the document."""
    paths: dict[str, dict[str, Any]] = {}
    for one in sorted(CALLS, key=lambda one: one.path):
        paths.setdefault(address(one), {})[one.method.lower()] = _operation(one)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Parallax",
            "version": version("parallax"),
            "description": "What the pages do, for programs: same permissions, same blindness.",
        },
        "servers": [{"url": "/api/v1"}],
        "paths": paths,
        "components": {
            "schemas": {"Error": ERROR},
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "A token made under Account."}
            },
        },
    }


def address(one: Call) -> str:
    """Return the address of a call as the document writes it."""
    return PART.sub(r"{\2}", one.path)


def _operation(one: Call) -> dict[str, Any]:
    told: dict[str, Any] = {
        "operationId": one.name,
        "summary": one.summary,
        "description": f"{one.meaning}\n\nFor whoever may {one.permission.value}.",
        "parameters": [*_of_path(one), *_of_query(one)],
        "responses": {
            **{str(status): _given(one, status) for status in one.gives},
            **{str(status): _refused(status) for status in refused_with(one)},
        },
        "security": [] if one.permission is Permission.PUBLIC else [{"token": []}],
    }
    if one.body:
        told["requestBody"] = {"required": True, "content": {"application/json": {"schema": one.body}}}
    return told


def _of_path(one: Call) -> list[dict[str, Any]]:
    whole = {"type": "integer", "minimum": 1, "maximum": LARGEST_ID}
    slug = {"type": "string", "pattern": "^[a-z0-9-]{1,60}$"}
    return [
        {"name": name, "in": "path", "required": True, "schema": whole if kind else slug}
        for kind, name in PART.findall(one.path)
    ]


def _of_query(one: Call) -> list[dict[str, Any]]:
    return [
        {
            "name": part.name,
            "in": "query",
            "required": False,
            "description": part.meaning,
            "schema": part.schema if part.default in (None, "") else {**part.schema, "default": part.default},
        }
        for part in one.query
    ]


def refused_with(one: Call) -> list[int]:
    """Return the statuses with which a call is refused."""
    statuses = {400, *one.refuses}
    if one.permission is not Permission.PUBLIC:
        statuses |= {401}
    if one.changes or PART.search(one.path):
        statuses |= {403, 404}
    if one.body:
        statuses |= {413, 415}
    return sorted(statuses)


def _given(one: Call, status: int) -> dict[str, Any]:
    schema = one.gives[status]
    content = {"application/json": {"schema": schema}} if schema else {kind: {} for kind in one.media}
    return {"description": MEANINGS[status], "content": content}


def _refused(status: int) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Error"}
    return {"description": MEANINGS[status], "content": {"application/json": {"schema": schema}}}
