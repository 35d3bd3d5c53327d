"""Articles of a round in a project of Label Studio: sent once, brought up to date, never overwritten.

What was sent before is seen on the server itself, so that a run after a failure goes on where the last one
ended. Each task tells by a fingerprint what it was sent as: where its data are others by now, somebody
changed them there, and they stay.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from annotations.text import fingerprint
from app.services.labelstudio_parcel import Link, Parcel, print_of
from app.services.labelstudio_server import Server, Table
from app.services.refused import Refused
from exports.labelstudio.model import TEXT, BadConfig
from exports.labelstudio.parsing import parse

AT_ONCE = 50  # tasks in one request
MOST_BYTES = 4_000_000

Told = Callable[[int, int, str], None]


@dataclass
class Compared:
    """What the server has of a parcel."""

    missing: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    outdated: dict[int, str] = field(default_factory=dict)  # number of the task -> article
    conflicts: list[str] = field(default_factory=list)  # sentences
    foreign: int = 0


def find(server: Server, sent: Parcel, into: int = 0) -> Table | None:
    """Return the round's project on the server: the one that is named, noted, or bears its mark.

    Raises:
        Refused: it is gone, or several bear the mark.
    """
    if into:
        return server.project(into)
    if sent.link is not None and sent.link.origin == server.origin:
        return server.project(sent.link.remote)
    # One that was made before a failure was not noted, but it bears the mark.
    marked = [one for one in server.projects() if _bears(one, sent.mark)]
    if len(marked) > 1:
        numbers = ", ".join(str(one["id"]) for one in marked)
        raise Refused(
            f"The projects {numbers} of {server.origin} all say that they hold this round. Name one."
        )
    return marked[0] if marked else None


def _bears(project: Table, mark: str) -> bool:
    return mark in str(project.get("description") or "").splitlines()


def send_config(server: Server, sent: Parcel, there: Table | None) -> tuple[Link, str]:
    """Make the project or bring its codebook up to date; return where it is, and a conflict in words."""
    if there is None:
        made = {"title": sent.title, "description": sent.mark, "label_config": sent.config}
        return _linked(server, server.make_project(made)), ""
    if same_config(there, sent):
        return _linked(server, there), ""
    link = sent.link
    untouched = link is not None and link.remote == there["id"] and link.config == _config_print(there)
    if untouched or not there.get("task_number"):
        return _linked(server, server.change_project(there["id"], {"label_config": sent.config})), ""
    kept = Link(server.origin, there["id"], link.config if link else "")
    return kept, f"The labeling config of project {there['id']} was changed there. It stays as it is."


def _linked(server: Server, project: Table) -> Link:
    if type(project.get("id")) is not int:
        raise Refused(f"{server.origin} does not answer in the way of Label Studio.")
    return Link(server.origin, project["id"], _config_print(project))


def _config_print(project: Table) -> str:
    return fingerprint(str(project.get("label_config") or ""))


def same_config(there: Table, sent: Parcel) -> bool:
    """Say whether a project asks what the round asks, however its config is laid out."""
    config = str(there.get("label_config") or "")
    try:
        return config == sent.config or parse(config) == parse(sent.config)
    except BadConfig:
        return False


def compare(sent: Parcel, tasks: Iterable[Table]) -> Compared:
    """Return what the server lacks of the parcel, and what is other there."""
    found, seen = Compared(), set()
    for task in tasks:
        data = task.get("data")
        article = data.get("article_id") if isinstance(data, dict) else None
        ours = sent.tasks.get(article) if isinstance(article, str) else None
        if ours is None:
            found.foreign += 1
        elif article in seen:
            found.conflicts.append(f"Task {task.get('id')} holds {_named(ours)} a second time.")
        else:
            seen.add(article)
            _sort_in(found, task, str(article), ours)
    found.missing = [article for article in sent.tasks if article not in seen]
    return found


def _sort_in(found: Compared, task: Table, article: str, ours: Table) -> None:
    meta, there = task.get("meta"), print_of(task["data"])
    if there == ours["meta"]["sent"]:
        found.same.append(article)
    elif (
        isinstance(meta, dict) and meta.get("sent") == there and task["data"].get(TEXT) == ours["data"][TEXT]
    ):
        found.outdated[task["id"]] = article
    else:
        found.conflicts.append(
            f"Task {task.get('id')}, {_named(ours)}, was changed there. It stays as it is."
        )


def _named(task: Table) -> str:
    return f"the article {task['data']['name']!r}"


def send(server: Server, remote: int, sent: Parcel, found: Compared, tell: Told) -> None:
    """Send what the server lacks, and what changed here."""
    total, done = len(found.missing) + len(found.outdated), 0
    for batch in batches([sent.tasks[one] for one in found.missing], _bytes_of):
        tell(done, total, "sending articles")
        server.add_tasks(remote, batch)
        done += len(batch)
    for number, article in found.outdated.items():
        tell(done, total, "bringing articles up to date")
        server.change_task(number, sent.tasks[article])
        done += 1
    tell(done, total, "")


def _bytes_of(task: Table) -> int:
    return len(task["data"][TEXT].encode())


def batches(tasks: Sequence[Table], measure: Callable[[Table], int]) -> Iterator[list[Table]]:
    """Yield as many as one request may bring, each measured in bytes."""
    batch: list[Table] = []
    size = 0
    for task in tasks:
        length = measure(task)
        if batch and (len(batch) >= AT_ONCE or size + length > MOST_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(task)
        size += length
    if batch:
        yield batch
