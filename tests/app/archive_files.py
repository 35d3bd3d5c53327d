"""Archives made once for several tests, taken apart and put together again."""

import hashlib
import io
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select

from app.db import Database
from app.models import Project
from app.services import archiving
from app.services.archiving import Wishes


@contextmanager
def site(template: Path, folder: Path, build: Callable[[Database], None]) -> Iterator[Database]:
    """Give a SQLite site that a function filled."""
    path = folder / "parallax.sqlite"
    shutil.copy(template, path)
    database = Database(f"sqlite:///{path}")
    try:
        build(database)
        yield database
    finally:
        database.close()


def archive(database: Database, slug: str, **wishes) -> bytes:
    """Return the archive of a project."""
    out = io.BytesIO()
    with database.reading() as session:
        project = session.scalars(select(Project).where(Project.slug == slug)).one()
        archiving.write(session, project, out, Wishes(**wishes))
    return out.getvalue()


def files_of(raw: bytes) -> dict[str, bytes]:
    """Return the files of an archive."""
    with zipfile.ZipFile(io.BytesIO(raw)) as files:
        return {name: files.read(name) for name in files.namelist()}


def packed(files: dict[str, bytes]) -> io.BytesIO:
    """Return an archive of these files with checksums that fit them."""
    told = [
        f"{hashlib.sha256(raw).hexdigest()}  {name}\n"
        for name, raw in files.items()
        if name != "checksums.txt"
    ]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, raw in {**files, "checksums.txt": "".join(told).encode()}.items():
            made.writestr(name, raw)
    out.seek(0)
    return out
