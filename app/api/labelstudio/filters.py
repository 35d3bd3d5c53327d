"""Which tasks a client asks for, as it writes that into the query of an address."""

from typing import Any

from flask import request

from app.api import strict_json
from app.api.labelstudio.guard import Refusal
from app.services.scenes import LARGEST_ID
from app.services.tasks_chosen import Choice, Filter

MOST_FILTERS = 50
MOST_NUMBERS = 10_000
TASKS = "tasks:"


def choice() -> Choice:
    """Return the filters, the ordering and the selection of the request; without them, every task."""
    if request.args.get("view"):
        raise Refusal(400, "There are no saved views here; ask for tasks of a project.")
    try:
        query = strict_json.anything((request.args.get("query") or "{}").encode("utf-8", "surrogatepass"))
    except strict_json.BadJson as reason:
        raise Refusal(400, f"query: {reason}") from None
    query = _table(query, "query")
    filters = _table(query.get("filters"), "filters")
    selected = _table(query.get("selectedItems"), "selectedItems")
    any_of = filters.get("conjunction") or "and"
    if any_of not in ("and", "or"):
        raise Refusal(400, "The conjunction of filters is and, or.")
    included = _numbers(selected.get("included"), "included")
    return Choice(
        filters=tuple(_filter(one) for one in _list(filters.get("items"), "items", MOST_FILTERS)),
        any_of=any_of == "or",
        order=tuple(_column(one) for one in _list(query.get("ordering"), "ordering", MOST_FILTERS)),
        included=included if selected.get("all") is False or included else None,
        excluded=_numbers(selected.get("excluded"), "excluded"),
    )


def _filter(one: Any) -> Filter:
    wanted = _table(one, "A filter")
    name, operator = wanted.get("filter"), wanted.get("operator")
    if not isinstance(name, str) or not name.startswith(f"filter:{TASKS}") or not isinstance(operator, str):
        raise Refusal(400, "A filter names its column, as in filter:tasks:id, and its operator.")
    if wanted.get("child_filter"):
        raise Refusal(400, "Filters within filters are not offered here.")
    return Filter(name.removeprefix(f"filter:{TASKS}"), operator, wanted.get("value"))


def _column(name: Any) -> str:
    if not isinstance(name, str) or not name.removeprefix("-").startswith(TASKS):
        raise Refusal(400, "ordering names columns, as in tasks:id or -tasks:completed_at.")
    return name.replace(TASKS, "", 1)


def _table(value: Any, what: str) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Refusal(400, f"{what} must be a JSON object.")
    return value


def _list(value: Any, what: str, most: int) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list) or len(value) > most:
        raise Refusal(400, f"{what} must be a list of at most {most:,}.")
    return value


def _numbers(value: Any, what: str) -> tuple[int, ...]:
    found = _list(value, what, MOST_NUMBERS)
    if not all(type(one) is int and 0 < one <= LARGEST_ID for one in found):
        raise Refusal(400, f"{what} must be numbers of tasks.")
    return tuple(found)
