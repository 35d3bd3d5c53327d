"""What leaves the house: the records of one export of a project."""

from collections.abc import Sequence
from typing import BinaryIO

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from annotations.agreement import Report
from annotations.annotation import SUBMITTED
from app.models import AnnotationHead, Assignment, Project, Round, User
from app.services import (
    export_changes,
    export_decisions,
    export_keys,
    export_norming,
    export_ratings,
    export_records,
    export_streams,
    export_talk,
    measure,
    sourcing_tables,
    talk,
    unmaskings,
)
from app.services.codebooks import version_id
from app.services.codings import pseudonyms
from app.services.talk import Reader
from exports.archive import write_one
from exports.bundle import Bundle
from exports.records import AgreementRecord


def rounds_of(session: Session, project: Project) -> Sequence[Round]:
    """Return all rounds of the project in the order in which they were planned."""
    return session.scalars(select(Round).where(Round.project_id == project.id).order_by(Round.id)).all()


def counts(session: Session, rounds: Sequence[Round]) -> dict[int, tuple[int, int]]:
    """Return how many annotations each round has submitted and how many it asks for."""
    ids = [round_.id for round_ in rounds]
    submitted = func.count().filter(AnnotationHead.state == SUBMITTED)
    query = (
        select(Assignment.round_id, submitted, func.count().filter(Assignment.released_at.is_(None)))
        .outerjoin(AnnotationHead, AnnotationHead.assignment_id == Assignment.id)
        .where(Assignment.round_id.in_(ids))
        .group_by(Assignment.round_id)
    )
    return dict.fromkeys(ids, (0, 0)) | {key: (done, owed) for key, done, owed in session.execute(query)}


def bundle(
    session: Session,
    project: Project,
    *,
    rounds: Sequence[Round],
    names: bool = False,
    agreement: bool = True,
    reader: Reader | None = None,
) -> Bundle:
    """Return the records of an export of these rounds, with the articles that they use.

    Spans, answers and texts are read while the bundle is written, so the session must stay open until
    then. Who calls decides which rounds may be seen. With `names` the annotators' names and addresses
    are among the records; without `agreement` nothing is measured and that table is empty. Of talk the
    bundle holds what the reader may read; without a reader, what the whole team may.
    """
    ids = [round_.id for round_ in rounds]
    zones = export_records.zones_of(session, ids)
    decided = export_decisions.read(session, rounds, zones)
    threads, posts = export_talk.read(session, project, reader or talk.everybody(project), names=names)
    met, votes = export_norming.read(session, project, rounds)
    credibility = export_ratings.read(session, project)
    return Bundle(
        project=project.slug,
        title=project.title,
        codebooks=export_records.codebooks_of(session, project, rounds),
        outlets=export_records.outlets_of(session, project),
        events=export_records.events_of(session, project),
        articles=export_records.articles_of(session, ids, zones),
        annotators=export_records.annotators_of(session, project, ids, names=names),
        assignments=export_records.assignments_of(session, project, rounds),
        spans=export_streams.spans(session, ids, zones),
        answers=export_streams.answers(session, ids),
        texts=export_streams.texts(session, ids),
        agreement=[_agreement(session, round_) for round_ in rounds] if agreement else [],
        decisions=decided.decisions,
        adjudicated_spans=decided.spans,
        adjudicated_answers=decided.answers,
        unmaskings=unmaskings.records(session, rounds),
        codebook_changes=export_changes.read(session, project),
        norming=met,
        norming_votes=votes,
        threads=threads,
        posts=posts,
        keys=export_keys.read(session, project, rounds, zones),
        ratings=credibility.ratings,
        credibility=credibility.scores,
        references=credibility.references,
        sourcing=sourcing_tables.records(session, project),
    )


def _agreement(session: Session, round_: Round) -> AgreementRecord:
    report = measure.round_report(session, round_)
    return AgreementRecord(round_.name, version_id(round_.codebook), report)


def names_of(session: Session, round_: Round) -> dict[str, str]:
    """Return the names of a round's annotators by their pseudonyms."""
    asked = select(Assignment.annotator_id).where(Assignment.round_id == round_.id)
    known = pseudonyms(session, round_.project_id)
    people = session.execute(select(User.id, User.name).where(User.id.in_(asked)))
    return {known[key]: name for key, name in people}


def write_agreement(out: BinaryIO, round_: Round, report: Report) -> None:
    """Write the agreement of one round as the table that exports have, safe for spreadsheets."""
    record = AgreementRecord(round_.name, version_id(round_.codebook), report)
    alone = Bundle(round_.project.slug, round_.project.title, (), (), (), (), (), (), (), (), (), (record,))
    write_one(out, alone, "agreement.csv", flavour="spreadsheet")
