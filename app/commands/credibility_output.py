"""How the credibility of outlets is printed: for reading, as CSV, as JSON."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from annotations.credibility import OutletScore
from app.services.export_ratings import scores_of
from app.services.rated import Results
from exports.rating_columns import CREDIBILITY_SCORES
from exports.tables import Form, table_pieces

OUTPUTS = ("table", "csv", "json")


def lines(found: Results, form: str) -> Iterator[str]:
    """Yield the lines of the output."""
    if form == "table":
        yield from _table(found)
        return
    if form == "json":
        rows = [
            {name: _plain(value) for name, value in record._asdict().items()} for record in scores_of(found)
        ]
        yield json.dumps({"session": found.session.name, "scores": rows}, ensure_ascii=False, indent=2)
        return
    pieces = table_pieces(CREDIBILITY_SCORES, map(tuple, scores_of(found)), Form())
    yield "".join(text for text, _ in pieces).rstrip("\r\n")


def _table(found: Results) -> Iterator[str]:
    book = found.codebook
    yield f"{found.session.name} ({found.session.state}), codebook {book.title}, version {book.version}"
    for outlet_id, outlet in found.outlets.items():
        yield ""
        yield f"{outlet.name}: {_score(found.scores[outlet_id])}"
        for rater, score in found.scores[outlet_id].by_rater.items():
            said = score.reason if score.value is None else f"{score.value:.1f}"
            yield f"  {rater}: {said}; {score.rated} of {score.criteria} criteria rated"
            for part in score.parts:
                points = part.state if part.points is None else f"{part.points:.1f} of {part.weight:g}"
                yield f"    {part.code}  {points}  {part.name}"
    yield ""
    for one in found.agreement:
        value = f"undefined, {one.reason}" if one.alpha is None else f"alpha ({one.level}) {one.alpha:.3f}"
        limits = "" if one.low is None else f", 95 % interval {one.low:.3f} to {one.high:.3f}"
        yield f"{one.code}: {value}{limits}"


def _score(score: OutletScore) -> str:
    if score.value is None:
        return f"no score, {score.reason}"
    spread = "one rater"
    if score.scored > 1:
        spread = f"{score.low:.1f} to {score.high:.1f}, SD {score.deviation:.1f}"
    return f"{score.value:.1f} ({spread})"


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
