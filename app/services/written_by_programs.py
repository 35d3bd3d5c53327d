"""Articles that a program adds to a corpus in somebody's name."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Article, Project, User
from app.services import suggestions_by_programs
from app.services.article_files import read_files
from app.services.importing import import_articles
from app.services.refused import Refused
from app.services.unpacking import Sent

MOST_TASKS = 1_000


@dataclass(frozen=True)
class Added:
    """What came of tasks: the numbers of the articles, and how many predictions came along."""

    articles: list[int]
    predictions: int


def add_tasks(session: Session, project: Project, tasks: Sequence[Any], actor: User) -> Added:
    """Add the texts of tasks to the corpus, and what they bring of predictions: all of it or nothing.

    Raises:
        WrongResults: names each result of a prediction that cannot be taken, with the reason.
        Refused: names the task and the reason.
    """
    if not 1 <= len(tasks) <= MOST_TASKS:
        raise Refused(f"Send 1 to {MOST_TASKS:,} tasks at once, not {len(tasks):,}.")
    for number, task in enumerate(tasks, 1):
        if isinstance(task, dict) and task.get("annotations"):
            raise Refused(
                f"Task {number} brings annotations along, which are not taken this way. "
                "Import annotations on the page of their round, where you see what becomes of them."
            )
    bare, suggested = _apart(tasks)
    raw = json.dumps(bare, ensure_ascii=False).encode("utf-8", "surrogatepass")
    result = read_files([Sent("tasks.json", raw)])
    report = import_articles(session, project, result.drafts, actor)
    wrong = [*result.refused, *report.refused, *report.duplicates]
    if wrong or not report.imported:
        told = "; ".join(f"task {one.row}: {one.reason}" for one in wrong[:5]) or "there is no text in it"
        raise Refused(f"Nothing was imported: {told}")
    names = [draft.name for draft in result.drafts]
    rows = session.execute(
        select(Article.name, Article.id).where(Article.project_id == project.id, Article.name.in_(names))
    )
    numbers = {name: key for name, key in rows}
    made = [numbers[name] for name in names]
    sent = [{**one, "task": made[place]} for place, some in enumerate(suggested) for one in some]
    taken = suggestions_by_programs.take(session, project, sent, actor) if sent else []
    return Added(made, len(taken))


def _apart(tasks: Sequence[Any]) -> tuple[list[Any], list[list[dict[str, Any]]]]:
    """Return the tasks without their predictions, and the predictions of each."""
    bare, suggested = [], []
    for number, task in enumerate(tasks, 1):
        some = (task.get("predictions") or []) if isinstance(task, dict) else []
        if not isinstance(some, list) or not all(isinstance(one, dict) for one in some):
            raise Refused(f"The predictions of task {number} must be a list of JSON objects.")
        suggested.append(some)
        bare.append(
            {key: task[key] for key in task if key != "predictions"} if isinstance(task, dict) else task
        )
    return bare, suggested
