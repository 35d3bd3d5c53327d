"""What programs suggest for a round, as predictions on a server of Label Studio: sent once each.

The results of a prediction are named after the suggestion that they come from, so that a later run sees on
the server itself what was sent before.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotations.codebook import Codebook
from app.models import Article, Assignment, Round, Suggestion
from app.services import annotation_state, suggestions
from app.services.labelstudio_push import Told, batches
from app.services.labelstudio_server import Server, Table
from app.services.suggestions_by_programs import model_of, results
from exports.formats.marked import Losses
from exports.labelstudio.from_codebook import instrument
from exports.labelstudio.model import TEXT

AT_ONCE = 100  # articles that are looked up here in one query


@dataclass
class Predicted:
    """What the server has of the suggestions of a round."""

    missing: list[Table] = field(default_factory=list)  # predictions with the numbers of their tasks
    same: int = 0
    conflicts: list[str] = field(default_factory=list)

    @property
    def told(self) -> str:
        """What was done, in words; nothing where nothing is suggested."""
        if not (self.missing or self.same):
            return ""
        return f" Suggestions: {len(self.missing):,} sent, {self.same:,} as they were."


def of_round(session: Session, round_: Round) -> Mapping[str, list[Table]]:
    """Return the predictions of each article, such as "A12", whose annotators may see suggestions.

    As on our own pages there are none in rounds that show none, and none of articles that come without.
    """
    if not suggestions.shows(round_):
        return {}
    book = annotation_state.codebook_of(session, round_)
    made_of = instrument(book, Losses())
    found: dict[str, list[Table]] = {}
    wanted = _articles(session, round_)
    for first in range(0, len(wanted), AT_ONCE):
        some = wanted[first : first + AT_ONCE]
        texts = dict(session.execute(select(Article.id, Article.text).where(Article.id.in_(some))).all())
        for article_id, rows in suggestions.newest(session, some).items():
            text = texts[article_id]
            said = [(row, results(row, made_of, text, partial(_fits, text, book))) for row in rows]
            if kept := [_prediction(row, one) for row, one in said if one]:
                found[f"A{article_id}"] = kept
    return found


def _articles(session: Session, round_: Round) -> list[int]:
    """Return the articles of which something is suggested and that do not come without it."""
    given = select(Assignment.article_id).where(Assignment.round_id == round_.id)
    suggested = select(Suggestion.article_id).where(Suggestion.article_id.in_(given))
    rows = session.execute(select(Article.id, Article.name).where(Article.id.in_(suggested)))
    return sorted(key for key, name in rows if not suggestions.held_back(round_, name))


def _fits(text: str, book: Codebook, item: Mapping[str, Any]) -> bool:
    return suggestions.fits(item, text, book)


def _prediction(row: Suggestion, said: Sequence[Mapping[str, Any]]) -> Table:
    score = {} if row.score is None else {"score": row.score}
    return {"result": list(said), "model_version": model_of(row), **score}


def compare(
    tasks: Iterable[Table], ours: Mapping[str, Table], wanted: Mapping[str, list[Table]]
) -> Predicted:
    """Return which predictions the server lacks, in whole tasks of it; texts changed there get none."""
    found = Predicted()
    seen: set[str] = set()
    for task in tasks:
        data = task.get("data")
        article = data.get("article_id") if isinstance(data, dict) else None
        if not isinstance(article, str) or article in seen or article not in wanted:
            continue
        if not isinstance(data, dict) or data.get(TEXT) != ours[article]["data"][TEXT]:
            continue
        seen.add(article)
        there = {_first_name(one) for one in task.get("predictions") or []}
        for prediction in wanted[article]:
            if _first_name(prediction) in there:
                found.same += 1
            else:
                found.missing.append({"task": task["id"], **prediction})
    return found


def _first_name(prediction: object) -> str:
    results = prediction.get("result") if isinstance(prediction, dict) else None
    first = results[0] if isinstance(results, list) and results else None
    return str(first.get("id", "")) if isinstance(first, dict) else ""


def send(server: Server, remote: int, found: Predicted, tell: Told) -> None:
    """Send what the server lacks; what it does not take is told."""
    done = 0
    for batch in batches(found.missing, lambda one: 200 * len(one["result"])):
        tell(done, len(found.missing), "sending suggestions")
        taken = server.add_predictions(remote, batch)
        if taken != len(batch):
            found.conflicts.append(
                f"The server took only {taken:,} of {len(batch):,} suggestions. Those that do not fit its "
                "labeling config are left out there."
            )
        done += len(batch)
    tell(done, len(found.missing), "")
