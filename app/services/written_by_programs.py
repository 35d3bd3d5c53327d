"""Articles that a program adds to a corpus in somebody's name."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Article, Project, User
from app.services.article_files import read_files
from app.services.importing import import_articles
from app.services.refused import Refused
from app.services.unpacking import Sent

MOST_TASKS = 1_000


def add_tasks(session: Session, project: Project, tasks: Sequence[Any], actor: User) -> list[int]:
    """Add the texts of tasks to the corpus and return the numbers of the articles: all of them or none.

    Raises:
        Refused: names the task and the reason.
    """
    if not 1 <= len(tasks) <= MOST_TASKS:
        raise Refused(f"Send 1 to {MOST_TASKS:,} tasks at once, not {len(tasks):,}.")
    for number, task in enumerate(tasks, 1):
        if isinstance(task, dict) and (task.get("annotations") or task.get("predictions")):
            raise Refused(
                f"Task {number} brings annotations or predictions along, which are not taken this way. "
                "Import annotations on the page of their round, where you see what becomes of them."
            )
    raw = json.dumps(list(tasks), ensure_ascii=False).encode("utf-8", "surrogatepass")
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
    return [numbers[name] for name in names]
