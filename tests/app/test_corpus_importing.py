"""Imports: everything or nothing, once, without duplicates; and five real articles as they should arrive."""

import csv
import threading
from pathlib import Path

import pytest
from sqlalchemy import func, select

from annotations.text import fingerprint
from annotations.zones import Zone, suggest_zones, zone_at
from app.db import Database
from app.models import (
    Activity,
    Article,
    ArticleSource,
    ArticleZone,
    Event,
    Outlet,
    Project,
    StagedImport,
    User,
)
from app.services import imports
from app.services.article_files import read_files
from app.services.drafts import ArticleDraft, ImportSettings
from app.services.importing import import_articles
from app.services.refused import Refused
from tests import factories

STORY = (
    "Towns fail again\n\nEASTPORT (Ferry News - 8 May 2025) - The councils went home without a decision.\n\n"
    "Back to top"
)


def draft(name: str, text: str = "", **more) -> ArticleDraft:
    text = text or f"The text of {name}."
    return ArticleDraft(name, text, text.encode(), file_name=name, **more)


@pytest.fixture
def project_id(database: Database) -> int:
    with database.writing() as session:
        return factories.add_project(session).id


@pytest.fixture
def manager(database: Database, project_id: int) -> User:
    with database.writing() as session:
        return factories.add_member(session, session.get_one(Project, project_id), "manager")


def bring(database: Database, project_id: int, drafts, **options):
    with database.writing() as session:
        return import_articles(session, session.get_one(Project, project_id), drafts, None, **options)


def number(database: Database, table) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_an_import_brings_text_source_zones_outlet_and_events(database: Database, project_id: int):
    settings = ImportSettings(outlet="Ferry News", events=("Bridge", "Ferry"), language="en")
    bring(
        database,
        project_id,
        read_files([("story.txt", STORY.replace("\n", "\r\n").encode())], settings).drafts,
    )
    with database.reading() as session:
        article = session.scalars(select(Article)).one()
        source = session.get_one(ArticleSource, article.id)
        zones = tuple(Zone(zone.start, zone.stop, zone.kind) for zone in article.zones)
        assert (article.text, article.sha256, article.length) == (STORY, fingerprint(STORY), len(STORY))
        assert (article.title, article.published, article.language) == (
            "Towns fail again",
            "2025-05-08",
            "en",
        )
        assert article.outlet is not None
        assert article.outlet.name == "Ferry News"
        assert [event.name for event in article.events] == ["Bridge", "Ferry"]
        assert (source.raw.count(b"\r\n"), source.encoding, source.file_name) == (4, "utf-8", "story.txt")
        assert zones == suggest_zones(STORY)
        assert {zone.basis for zone in article.zones} == {"suggested"}
        assert article.provenance["title"] == "inferred"


def test_outlets_and_events_are_found_by_their_exact_name(database: Database, project_id: int):
    bring(database, project_id, [draft("a", outlet="Lamp", events=("Fair",))])
    bring(database, project_id, [draft("b", outlet="Lamp", events=("Fair",)), draft("c", outlet="lamp")])
    assert (number(database, Outlet), number(database, Event)) == (2, 1)


def test_the_same_text_is_not_imported_again_unless_asked_for(database: Database, project_id: int):
    bring(database, project_id, [draft("a", "one")])
    report = bring(database, project_id, [draft("b", "one"), draft("c", "two"), draft("d", "two")])
    assert report.imported == 1
    assert [(item.file_name, item.reason) for item in report.duplicates] == [
        ("b", "The same text is in the article 'a'."),
        ("d", "The same text is in the article 'c'."),
    ]
    assert (
        bring(database, project_id, [draft("b", "one"), draft("d", "two")], keep_duplicates=True).imported
        == 2
    )


def test_two_texts_cannot_have_one_name(database: Database, project_id: int):
    bring(database, project_id, [draft("a", "one")])
    report = bring(database, project_id, [draft("a", "other"), draft("b", "two"), draft("b", "three")])
    assert report.imported == 1
    assert [item.reason for item in report.refused] == [
        "Another article is called 'a'.",
        "Another article is called 'b'.",
    ]


def test_another_project_may_have_the_same_texts_and_names(database: Database, project_id: int):
    with database.writing() as session:
        other = factories.add_project(session, "other").id
    assert bring(database, project_id, [draft("a")]).imported == 1
    assert bring(database, other, [draft("a")]).imported == 1


def test_duplicates_are_found_across_thousands(database: Database, project_id: int):
    drafts = [draft(f"n{n}", f"Text {n % 1_500}.", zones=()) for n in range(2_500)]
    report = bring(database, project_id, drafts)
    assert (report.imported, len(report.duplicates)) == (1_500, 1_000)


def test_a_failure_half_way_leaves_nothing_behind(database: Database, project_id: int):
    def failing():
        for n in range(1_500):
            yield draft(f"n{n}", outlet="New outlet", events=("New event",), zones=())
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="disk"):
        bring(database, project_id, failing())
    for table in (Article, ArticleSource, ArticleZone, Outlet, Event, Activity):
        assert number(database, table) == 0


def test_an_import_is_recorded_once(database: Database, project_id: int):
    bring(database, project_id, [draft("a"), draft("b"), draft("b")])
    with database.reading() as session:
        [act] = session.scalars(select(Activity))
        assert (act.verb, act.detail) == ("articles.imported", {"imported": 2, "duplicates": 1, "refused": 0})


def stage(database: Database, project_id: int, manager: User, *files: tuple[str, bytes]) -> int:
    with database.writing() as session:
        return imports.stage(session, session.get_one(Project, project_id), imports.pack(files), manager).id


def confirm(database: Database, project_id: int, manager: User, import_id: int):
    with database.reading() as session:
        staged = session.get_one(StagedImport, import_id)
        settings = imports.settings_of(staged)
        result = imports.read_staged(staged) if staged.finished_at is None else read_files([])
    with database.writing() as session:
        project = session.get_one(Project, project_id)
        return imports.confirm(session, project, import_id, result, settings, manager)


def test_staging_puts_nothing_into_the_corpus(database: Database, project_id: int, manager: User):
    stage(database, project_id, manager, ("../../a.txt", b"one"), ("a.txt", b"two"))
    assert number(database, Article) == 0
    with database.reading() as session:
        staged = session.scalars(select(StagedImport)).one()
        assert [item.text for item in imports.read_staged(staged).drafts] == ["one", "two"]


def test_confirming_twice_imports_once_and_forgets_the_files(
    database: Database, project_id: int, manager: User
):
    import_id = stage(database, project_id, manager, ("a.txt", b"one"))
    first = confirm(database, project_id, manager, import_id)
    assert first is not None
    assert first.imported == 1
    assert confirm(database, project_id, manager, import_id) is None
    assert number(database, Article) == 1
    with database.reading() as session:
        assert session.get_one(StagedImport, import_id).files == b""


def test_two_confirmations_at_the_same_moment_import_once(database: Database, project_id: int, manager: User):
    import_id = stage(database, project_id, manager, *((f"{n}.txt", b"text %d" % n) for n in range(50)))
    with database.reading() as session:
        staged = session.get_one(StagedImport, import_id)
        result, settings = imports.read_staged(staged), imports.settings_of(staged)
    together, reports = threading.Barrier(3), []

    def run():
        together.wait()
        with database.writing() as session:
            project = session.get_one(Project, project_id)
            reports.append(imports.confirm(session, project, import_id, result, settings, manager))

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(report.imported if report else 0 for report in reports) == [0, 0, 50]
    assert number(database, Article) == 50


def test_a_discarded_import_cannot_be_confirmed(database: Database, project_id: int, manager: User):
    import_id = stage(database, project_id, manager, ("a.txt", b"one"))
    with database.writing() as session:
        project = session.get_one(Project, project_id)
        assert imports.discard(session, project, import_id, manager) is True
        assert imports.discard(session, project, import_id, manager) is False
    assert confirm(database, project_id, manager, import_id) is None
    assert number(database, Article) == 0


def test_an_import_of_nothing_new_is_refused_and_still_waits(
    database: Database, project_id: int, manager: User
):
    bring(database, project_id, [draft("a.txt", "one")])
    import_id = stage(database, project_id, manager, ("b.txt", b"one"))
    with pytest.raises(Refused, match="None of this"):
        confirm(database, project_id, manager, import_id)
    with database.reading() as session:
        assert session.get_one(StagedImport, import_id).finished_at is None


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ([], "at least one"),
        ([("a.txt", b"")] * 2_001, "2,001 files"),
        ([("a.txt", b"x" * 2**26), ("b", b"x")], "64 MB"),
    ],
    ids=["none", "many", "large"],
)
def test_what_cannot_be_staged_is_refused_with_its_limit(files, reason):
    with pytest.raises(Refused, match=reason):
        imports.pack(files)


# Offsets into the articles beside the checkout (knowledge of the seeds, section 3.1).
SEED_ZONES = {
    "000": [
        (0, 15, "boilerplate"),
        (17, 108, "headline"),
        (110, 132, "dateline"),
        (2358, 2394, "boilerplate"),
    ],
    "001": [(0, 88, "headline"), (90, 386, "promo"), (388, 438, "dateline")],
    "002": [(910, 1045, "promo")],
    "003": [
        (0, 101, "headline"),
        (103, 116, "boilerplate"),
        (729, 887, "caption"),
        (1952, 2177, "caption"),
        (2178, 2336, "caption"),
        (2337, 2512, "caption"),
        (2852, 2871, "boilerplate"),
    ],
    "004": [
        (0, 68, "headline"),
        (1449, 1492, "subheading"),
        (1726, 1867, "promo"),
        (3274, 3287, "boilerplate"),
        (3289, 3359, "boilerplate"),
    ],
}


def test_the_five_articles_arrive_whole_with_their_zones_and_dates(
    database: Database, project_id: int, shared: Path
):
    paths = sorted((shared / "seeds").glob("*.txt"))
    read = read_files([(path.name, path.read_bytes()) for path in paths])
    assert bring(database, project_id, read.drafts).imported == 5
    with database.reading() as session:
        articles = {row.name: row for row in session.scalars(select(Article))}
        for path in paths:
            article = articles[path.name]
            zones = [(zone.start, zone.stop, zone.kind) for zone in article.zones]
            assert zones == SEED_ZONES[path.name[:3]], path.name
            assert (
                article.text.encode() == session.get_one(ArticleSource, article.id).raw == path.read_bytes()
            )
        dates = {name[:3]: article.published for name, article in articles.items()}
        assert dates == {"000": "2020-09-03", "001": "2020-05-08", "002": "", "003": "", "004": ""}


def test_spans_marked_in_the_five_articles_lie_in_the_zones_they_name(shared: Path):
    drafts = {
        item.name: item
        for item in read_files(
            [(path.name, path.read_bytes()) for path in (shared / "seeds").glob("*.txt")]
        ).drafts
    }
    with (shared / "examples" / "seed_spans.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 47
    for row in rows:
        item, start = drafts[row["seed_file"]], int(row["start"])
        assert item.text[start : int(row["end"])] == row["surface"]
        if row["zone"] in {"headline", "caption", "promo", "boilerplate"}:
            assert zone_at(item.zones or (), start) == row["zone"], row
