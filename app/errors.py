"""Errors become answers in one place: a sentence that says what happened, what was kept and what to do."""

import logging
from traceback import format_tb

from flask import Flask, Response, g, make_response, render_template, request
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, MethodNotAllowed, SecurityError

from annotations.errors import AnnotationError

log = logging.getLogger("parallax")
# PostgreSQL lets two requests look at once, find nothing, and both store it; SQLite has one writer.
UNIQUE_VIOLATION = "23505"

TITLES = {
    400: "That request could not be understood",
    403: "You may not do that",
    404: "There is nothing here",
    405: "That is not possible here",
    409: "Somebody else was first",
    413: "That is too large",
    422: "That could not be accepted",
    429: "Too many tries",
    500: "Something went wrong",
    503: "Not saved: the database cannot be written right now",
}


def answer(status: int, message: str) -> Response:
    """Return the error as a page, or as JSON where a script asked."""
    if request.path.startswith("/api/"):
        body: str | dict[str, str] = {"error": TITLES.get(status, "error"), "message": message}
    else:
        body = render_template(
            "error.html",
            status=status,
            title=TITLES.get(status, "Error"),
            message=message,
            request_id=g.request_id,
        )
    response = make_response(body, status)
    if status == 503:
        response.headers["Retry-After"] = "2"
    return response


def explain_refusal(error: AnnotationError) -> Response:
    """A rule of the domain was broken: nothing was changed."""
    return answer(422, str(error))


def explain_http(error: HTTPException) -> Response:
    """Answer what Werkzeug or a guard refused."""
    if error.response is not None:
        return error.response  # type: ignore[return-value]
    if isinstance(error, SecurityError):
        # Asked for under a foreign name: no page can be made, since its links would carry that name.
        return Response("This site is not known under that name.\n", 400, mimetype="text/plain")
    messages = {
        404: "The address is wrong, or what it names is not yours to see.",
        405: "This address does not take that kind of request.",
        413: "What was sent is larger than allowed. Nothing was kept.",
    }
    response = answer(error.code or 500, messages.get(error.code or 500) or error.description or "")
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response


def explain_database(error: SQLAlchemyError) -> Response:
    """The database did not take it: nothing of this request was kept."""
    _forget_what_was_loaded()
    busy = isinstance(error, PoolTimeout) or (isinstance(error, DBAPIError) and _is_passing(str(error.orig)))
    if isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) == UNIQUE_VIOLATION:
        return answer(409, "The same was stored by another request just now. Nothing of this one was kept.")
    log.error("database error in request %s: %s", g.request_id, _without_rows(error))
    if busy:
        return answer(503, "Nothing of this request was kept. Wait a moment and try again.")
    return answer(
        500, f"Nothing of this request was kept. Tell whoever runs this site: request {g.request_id}."
    )


def _forget_what_was_loaded() -> None:
    """After a failed transaction its rows cannot be read any more, and the error page names some of them."""
    g.pop("scene", None)


def _without_rows(error: SQLAlchemyError) -> str:
    """Return what failed and where; PostgreSQL quotes whole rows after the first line of its messages."""
    cause = getattr(error, "orig", None) or error
    first_line, _, _ = str(cause).partition("\n")
    return f"{type(cause).__name__}: {first_line}\n" + "".join(format_tb(error.__traceback__))


def _is_passing(text: str) -> bool:
    signs = ("locked", "busy", "disk is full", "disk I/O", "readonly", "connection", "terminating")
    return any(sign in text for sign in signs)


def explain_failure(error: Exception) -> Response:
    """Anything else is a mistake of ours; the log has the details, the page does not."""
    _forget_what_was_loaded()
    log.exception("failure in request %s", g.request_id, exc_info=error)
    return answer(
        500, f"Nothing of this request was kept. Tell whoever runs this site: request {g.request_id}."
    )


def install(app: Flask) -> None:
    """Register the answers."""
    app.register_error_handler(AnnotationError, explain_refusal)
    app.register_error_handler(HTTPException, explain_http)
    app.register_error_handler(SQLAlchemyError, explain_database)
    app.register_error_handler(Exception, explain_failure)
