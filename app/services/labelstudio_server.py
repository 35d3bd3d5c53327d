"""A server of Label Studio as we ask it.

The token is sent to that one origin, stands in no address, and is in no message of this module.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from app.services import addresses
from app.services.addresses import Unreachable
from app.services.refused import Refused
from exports.formats.incoming import Unreadable, json_of

PAGE = 100
MOST_PAGES = 2_000
FRESH = 240.0  # seconds for which a short token is used; it lasts five minutes

Send = Callable[..., addresses.Answer]
Table = dict[str, Any]


class Server:
    """One server, asked in the name of whoever owns the token."""

    def __init__(self, url: str, token: str, send: Send = addresses.send_json) -> None:
        self.url = url.rstrip("/")
        self.origin = addresses.origin_of(self.url)
        self._token, self._send = token, send
        # Personal access tokens are exchanged for short ones; plain tokens are sent as they are.
        self._is_exchanged = token.startswith("ey") and token.count(".") == 2
        self._short, self._until = "", 0.0

    def account(self) -> str:
        """Return how the account is called that the token belongs to."""
        found = _table(self._ask("GET", "current-user/whoami"))
        called = found.get("email") or found.get("username")
        if not isinstance(called, str):
            raise Unreachable(f"{self.origin} does not answer in the way of Label Studio.")
        return called[:200]

    def projects(self) -> Iterator[Table]:
        """Yield every project that the token may see."""
        for page in range(1, MOST_PAGES):
            answer = self._ask("GET", "projects/", {"page": page, "page_size": PAGE}, may_lack=True)
            rows = _rows(answer, "results")
            yield from rows
            if not rows or not answer.get("next"):
                return

    def project(self, number: int) -> Table:
        """Return a project.

        Raises:
            Refused: there is none of that number.
        """
        found = self._ask("GET", f"projects/{number}/", may_lack=True)
        if not found:
            raise Refused(f"{self.origin} has no project {number}, or the token may not see it.")
        return _table(found)

    def make_project(self, said: Table) -> Table:
        """Make a project and return it."""
        return _table(self._ask("POST", "projects/", body=said))

    def change_project(self, number: int, said: Table) -> Table:
        """Change a project and return it."""
        return _table(self._ask("PATCH", f"projects/{number}/", body=said))

    def tasks(self, project: int, *, whole: bool = False) -> Iterator[Table]:
        """Yield the tasks of a project, with their annotations where the whole of them is asked for."""
        fields = "all" if whole else "task_only"
        seen = 0
        for page in range(1, MOST_PAGES):
            asked = {"project": project, "page": page, "page_size": PAGE, "fields": fields}
            answer = self._ask("GET", "tasks/", asked, may_lack=True)
            rows = _rows(answer, "tasks")
            yield from rows
            seen += len(rows)
            total = answer.get("total") if isinstance(answer, dict) else None
            if not rows or (isinstance(total, int) and seen >= total):
                return

    def add_tasks(self, project: int, tasks: Sequence[Table]) -> None:
        """Add tasks, all of them or none."""
        self._ask("POST", f"projects/{project}/import", body=list(tasks))

    def add_predictions(self, project: int, predictions: Sequence[Table]) -> int:
        """Add predictions and return how many were taken."""
        taken = _table(self._ask("POST", f"projects/{project}/import/predictions", body=list(predictions)))
        return taken["created"] if type(taken.get("created")) is int else len(predictions)

    def change_task(self, number: int, said: Table) -> None:
        """Change a task."""
        self._ask("PATCH", f"tasks/{number}/", body=said)

    def emails(self) -> Mapping[int, str]:
        """Return the e-mail addresses of accounts there by their numbers."""
        found = self._ask("GET", "users/")
        rows = found if isinstance(found, list) else _rows(found, "results")
        return {one["id"]: one["email"] for one in rows if one.get("email") and type(one.get("id")) is int}

    def _ask(
        self,
        method: str,
        path: str,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        *,
        may_lack: bool = False,
    ) -> Any:
        """Return the JSON that comes back; an empty table where something may lack and does."""
        answer = self._answered(method, path, query, body)
        if answer.status == 404 and may_lack:
            return {}
        if answer.status >= 300:
            raise _refusal(self.origin, answer.status, f"{method} {path}")
        try:
            return json_of(answer.body.decode("utf-8")) if answer.body else {}
        except (Unreadable, UnicodeDecodeError):
            raise Unreachable(f"{self.origin} does not answer in the way of Label Studio.") from None

    def _answered(
        self, method: str, path: str, query: Mapping[str, Any] | None, body: Any
    ) -> addresses.Answer:
        url = f"{self.url}/api/{path}" + (f"?{urlencode(query)}" if query else "")
        return self._send(method, url, body, {"Authorization": self._authorization()})

    def _authorization(self) -> str:
        if not self._is_exchanged:
            return f"Token {self._token}"
        if time.monotonic() >= self._until:
            answer = self._send("POST", f"{self.url}/api/token/refresh/", {"refresh": self._token}, {})
            if answer.status >= 300:
                raise _refusal(self.origin, answer.status, "the exchange of the token")
            try:
                self._short = str(_table(json_of(answer.body.decode("utf-8")))["access"])
            except (Unreadable, UnicodeDecodeError, KeyError):
                raise Unreachable(f"{self.origin} does not exchange the token.") from None
            self._until = time.monotonic() + FRESH
        return f"Bearer {self._short}"


def _refusal(origin: str, status: int, what: str) -> Refused:
    """Return why something failed, in our words: what the other side says might hold anything."""
    if status in (401, 403):
        return Refused(f"{origin} refuses the token ({status}), or the token may not do this: {what}.")
    if status < 400:
        return Refused(f"{origin} leads elsewhere ({status}). Set the address to which it leads.")
    kind = Unreachable if status in (408, 429) or status >= 500 else Refused
    return kind(f"{origin} answers {status} to {what}.")


def _table(value: object) -> Table:
    if not isinstance(value, dict):
        raise Unreachable("The server does not answer in the way of Label Studio.")
    return value


def _rows(value: object, key: str) -> Sequence[Table]:
    rows = _table(value).get(key, [])
    if not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
        raise Unreachable("The server does not answer in the way of Label Studio.")
    return rows
