"""What a client says in the address of a request."""

from flask import request

from app.api.labelstudio.guard import Refusal

MOST = 1_000
USUAL = 100


def page() -> tuple[int, int]:
    """Return which rows are asked for: how many to leave out, and how many to return."""
    number, size = whole("page", 1), whole("page_size", USUAL)
    if number < 1 or size < 1:
        raise Refusal(400, "page and page_size are whole numbers from 1.")
    size = min(size, MOST)
    return (number - 1) * size, size


def whole(name: str, default: int) -> int:
    """Return a whole number of the query."""
    text = request.args.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) <= 9):
        raise Refusal(400, f"{name} must be a whole number, not {text[:40]!r}.")
    return int(text)


def flag(name: str) -> bool:
    """Return a flag of the query."""
    return request.args.get(name, "").casefold() in ("1", "true", "yes")


def numbers(name: str) -> list[int]:
    """Return numbers of the query, given several times or with commas."""
    texts = [part for value in request.args.getlist(name) for part in value.split(",") if part]
    if not all(text.isascii() and text.isdecimal() and len(text) <= 9 for text in texts):
        raise Refusal(400, f"{name} must be whole numbers.")
    return [int(text) for text in texts]
