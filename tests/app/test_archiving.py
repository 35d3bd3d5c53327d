"""A project comes back from its archive as it was, in any database, and without anybody's address."""

import io
import zipfile

import pytest
from sqlalchemy import func, select, update

from annotations.agreement.intervals import Plan
from annotations.agreement.report import OVERALL, Wanted
from app.clock import now
from app.models import AnnotationHead, Base, ChangeRow, Project, User
from app.services import archiving, doctor, measure, restoring
from app.services.archived_tables import LEFT_OUT, TABLES
from app.services.archiving import Wishes
from app.services.refused import Refused
from tests.app import archive_study

SLUG = "sample"
ASKED = {"names": True, "private": True}


@pytest.fixture(autouse=True)
def little_is_measured(monkeypatch):
    """What agreement.csv holds is the business of other tests, and takes longer than all else here."""
    little = Wanted(plan=Plan("none"), scopes=(OVERALL,), parts=("answers",))
    monkeypatch.setattr(measure, "wanted_for", lambda *_: little)


@pytest.fixture
def site(app, database):
    archive_study.build(database)
    archive_study.bring_along(database, SLUG)
    return database


def archive(database, slug=SLUG, **wishes) -> bytes:
    out = io.BytesIO()
    with database.reading() as session:
        project = session.scalars(select(Project).where(Project.slug == slug)).one()
        archiving.write(session, project, out, Wishes(**wishes))
    return out.getvalue()


def restore(database, raw: bytes, slug=None) -> None:
    files = restoring.examined(io.BytesIO(raw))
    with database.writing() as session:
        restoring.restore(session, files, slug)


def contents(raw: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(raw)) as files:
        return {name: files.read(name).decode() for name in files.namelist()}


def test_every_table_is_archived_or_left_out_with_a_reason():
    assert {table.name for table in TABLES} | LEFT_OUT.keys() == Base.metadata.tables.keys()
    assert not {table.name for table in TABLES} & LEFT_OUT.keys()


def test_a_project_comes_back_with_the_same_bytes(site):
    raw = archive(site)
    files = contents(raw)
    empty = {name for name, text in files.items() if name.endswith(".jsonl") and not text}
    assert empty == set(), "the study must have rows in every table"
    with site.reading() as session:
        addresses = set(session.scalars(select(User.email)))
    told = {name for name, text in files.items() if any(one in text for one in addresses)}
    assert told == set()
    assert archive_study.PRIVATE not in "".join(files.values())
    assert f"{archive_study.TOLD}[address]." in files["posts.csv"]

    with pytest.raises(Refused, match="There is a project with the short name 'sample' already"):
        restore(site, raw)
    restore(site, raw, "copy")
    with site.writing() as session:
        session.execute(update(Project).where(Project.slug == SLUG).values(slug="first"))
        session.execute(update(Project).where(Project.slug == "copy").values(slug=SLUG))
    assert archive(site) == raw
    with site.reading() as session:
        assert [one for one in doctor.check(session) if one.check != "schema"] == []
        last = session.scalars(select(User).order_by(User.id.desc())).first()
        assert (last.password_hash, last.is_admin, last.is_active) == (None, False, False)


def test_names_and_private_notes_come_along_when_they_are_asked_for(app, database):
    archive_study.build_small(database)
    without, raw = (contents(archive(database, "study", **wishes)) for wishes in ({}, ASKED))
    assert "Ada" not in "".join(without.values())
    assert archive_study.PRIVATE not in "".join(without.values())
    assert "Ada" in raw["annotators.csv"]
    assert "@" not in raw["annotators.csv"]
    assert archive_study.PRIVATE in raw["archive/post.jsonl"]
    assert archive_study.PRIVATE not in raw["posts.csv"]
    restore(database, archive(database, "study", **ASKED), "copy")
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(User).where(User.name == "Ada")) == 2


def test_what_files_brought_along_may_hold_texts_and_leaves_with_them_alone(app, database):
    archive_study.build_small(database)
    archive_study.bring_along(database, "study")
    assert archive_study.PARTLY in contents(archive(database, "study"))["archive/foreign_part.jsonl"]
    assert archive_study.PARTLY not in "".join(contents(archive(database, "study", quote_length=9)).values())


def test_a_broken_chain_of_changes_is_not_laundered(app, database):
    archive_study.build_small(database)
    with database.writing() as session:
        head = session.scalars(select(AnnotationHead)).first()
        broken = {"annotation_id": head.id, "version": head.version + 1, "idempotency_key": "k", "at": now()}
        more = {"operations": [], "client_time": "", "previous_hash": "no", "hash": "no"}
        session.add(ChangeRow(actor_id=session.scalars(select(User.id)).first(), **broken, **more))
    with pytest.raises(Refused, match="The chain of changes of annotation 1 is broken at version 3"):
        archive(database, "study")
