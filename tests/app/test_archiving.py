"""A project comes back from its archive as it was, in any database, and without anybody's address."""

import io
import zipfile

import pytest
from sqlalchemy import func, select, update

from app.models import Base, Project, User
from app.services import archiving, doctor, restoring
from app.services.archived_tables import LEFT_OUT, TABLES
from app.services.archiving import Wishes
from app.services.refused import Refused
from tests.app import archive_study

SLUG = "sample"


@pytest.fixture
def site(app, database):
    archive_study.build(database)
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


def test_names_and_private_notes_come_along_when_they_are_asked_for(site):
    raw = archive(site, names=True, private=True)
    files = contents(raw)
    assert "Annotator A" in files["annotators.csv"]
    assert "@" not in files["annotators.csv"]
    assert archive_study.PRIVATE in files["archive/post.jsonl"]
    assert archive_study.PRIVATE not in files["posts.csv"]
    restore(site, raw, "copy")
    with site.reading() as session:
        named = select(func.count()).select_from(User).where(User.name == "Annotator A")
        assert session.scalar(named) == 2
