"""What was adjudicated, as records of an export: the log, and the layer that stands beside the originals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotations.decisions import Adjudicated
from annotations.zones import zone_finder
from app.models import DecisionRow, Round
from app.services import adjudication
from app.services.adjudication import Desk
from app.services.adjudication_cases import ArticleCase
from app.services.codebooks import version_id
from app.services.codings import pseudonyms
from app.services.export_streams import Zones
from exports.records import AdjudicatedAnswerRecord, AdjudicatedSpanRecord, DecisionRecord


@dataclass
class Decided:
    """The records of all rounds in which something was decided."""

    decisions: list[DecisionRecord] = field(default_factory=list)
    spans: list[AdjudicatedSpanRecord] = field(default_factory=list)
    answers: list[AdjudicatedAnswerRecord] = field(default_factory=list)


def read(session: Session, rounds: Sequence[Round], zones: Zones) -> Decided:
    """Return what was decided in these rounds, and what stands in them; who calls may see their results."""
    found = Decided()
    ids = [round_.id for round_ in rounds]
    query = select(DecisionRow.round_id).where(DecisionRow.round_id.in_(ids)).distinct()
    touched = set(session.scalars(query))
    for round_ in rounds:
        if round_.id not in touched:
            continue
        here = adjudication.desk(session, round_, None)
        people = pseudonyms(session, round_.project_id)
        found.decisions += [_decision(here, row, people) for row in here.log.rows.values()]
        for case in here.cases.articles.values():
            stands = adjudication.stands(session, here, case.article_id)
            found.spans += _spans(here, case, stands, zones)
            found.answers += _answers(here, case, stands)
    found.decisions.sort(key=lambda one: int(one.decision_id[1:]))
    return found


def _decision(here: Desk, row: DecisionRow, people: Mapping[int, str]) -> DecisionRecord:
    return DecisionRecord(
        decision_id=f"D{row.id}",
        **_where(here, row.article_id),
        kind=row.subject["kind"],
        layer=row.subject["layer"] or None,
        variable=row.subject["variable"] or None,
        subject=_subject(row.subject, here.cases.annotator_of),
        verdict=row.verdict,
        reason=row.reason or None,
        dissent=[_named(one, here.cases.annotator_of) for one in row.dissent],
        basis=row.basis,
        batch=row.batch,
        supersedes=f"D{row.supersedes_id}" if row.supersedes_id else None,
        withdrawn=row.withdrawn,
        in_force=here.stands(row),
        stale=here.is_stale(row),
        decided_by=people.get(row.actor_id, f"U{row.actor_id}"),
        decided_at=row.at,
    )


def _subject(stored: Mapping[str, Any], annotators: Mapping[int, str]) -> list[dict[str, Any]]:
    """Return who said what, with pseudonyms in the place of ids that mean nothing outside."""
    return [_named(one, annotators) for name in ("marks", "silent", "given") for one in stored[name]]


def _named(stored: Mapping[str, Any], annotators: Mapping[int, str]) -> dict[str, Any]:
    number = stored["annotation"]
    return {"annotator": annotators.get(number, f"annotation {number}")} | {
        key: value for key, value in stored.items() if key != "annotation"
    }


def _where(here: Desk, article_id: int) -> dict[str, str]:
    version = version_id(here.round.codebook)
    return {"round": here.round.name, "codebook_version": version, "article_id": f"A{article_id}"}


def _spans(here: Desk, case: ArticleCase, stands: Adjudicated, zones: Zones) -> list[AdjudicatedSpanRecord]:
    zone_of = zone_finder(zones.get(case.article_id, ()))
    return [
        AdjudicatedSpanRecord(
            span_id=one.span.uid,
            **_where(here, case.article_id),
            layer=one.span.layer,
            label=one.span.label,
            start=one.span.start,
            end=one.span.end,
            quote=one.span.quote,
            attributes=dict(one.span.attributes),
            zone=zone_of(one.span.start),
            basis=one.basis,
            annotators=one.annotators,
            decision_ids=[f"D{number}" for number in one.decisions],
            undecided=one.open,
        )
        for one in stands.spans
    ]


def _answers(here: Desk, case: ArticleCase, stands: Adjudicated) -> list[AdjudicatedAnswerRecord]:
    return [
        AdjudicatedAnswerRecord(
            **_where(here, case.article_id),
            variable=one.variable,
            value=one.value,
            basis=one.basis,
            annotators=one.annotators,
            decision_id=None if one.decision is None else f"D{one.decision}",
        )
        for one in stands.answers
    ]
