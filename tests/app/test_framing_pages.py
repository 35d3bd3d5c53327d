"""Framing of a project: what is counted, from what, what pages, pictures and files show, and to whom."""

import csv
import io
from collections import Counter

import pytest
from sqlalchemy import event, func, select, update

from annotations.framing import Counts
from annotations.zones import Zone, zone_at
from app.models import Article, ArticleZone, Assignment, DecisionRow, Outlet, Round, SpanRow
from app.services import codings, compared, export_decisions, framing, framing_counts, pictured
from app.services.framing import Asked
from tests.app import sample_study
from tests.app.sample_study import URL

PAGE = f"{URL}/framing"

pytestmark = sample_study.IN_DATABASE


@pytest.fixture
def loaded(app, database):
    return sample_study.load(app, database)


def found(session, loaded, **asked) -> framing.Framing:
    return framing.look(session, sample_study.project(session, loaded), Asked(**asked))


def marks(counts: Counts) -> Counter:
    """Say in words what was counted."""
    told: Counter = Counter()
    names = counts.names
    for reading, label, voice, target, valence, zone, number in counts.marks.tolist():
        article, person = counts.readings[reading]
        said = [
            names[name][place] if place >= 0 else None
            for name, place in (("voice", voice), ("target", target), ("valence", valence))
        ]
        who = counts.annotators[person] if person >= 0 else None
        told[counts.articles[article], who, names["label"][label], *said, zone] += number
    return told


def test_the_database_counts_what_the_codings_hold(loaded, database):
    with database.reading() as session:
        round_ = session.get_one(Round, loaded.closed_id)
        query = select(Article.name, ArticleZone.start, ArticleZone.stop, ArticleZone.kind)
        zones: dict[str, list[Zone]] = {}
        for name, *place in session.execute(query.join(ArticleZone.article).order_by(ArticleZone.start)):
            zones.setdefault(name, []).append(Zone(*place))
        expected: Counter = Counter()
        kinds = ("headline", "dateline", "body", "caption", "promo", "boilerplate", "subheading")
        for coding in codings.codings(session, round_):
            for span in coding.annotation.spans:
                said = [span.attributes.get(name) for name in ("voice", "target", "valence")]
                zone = kinds.index(zone_at(zones.get(coding.article, []), span.start))
                expected[coding.article, coding.annotator, span.label, *said, zone] += 1
        counts = found(session, loaded).observed.counts
        assert marks(counts) == expected
        assert len(counts.readings) == 18
        assert counts.words.sum() > 1_000


def test_adjudicated_counts_are_what_stands(loaded, database):
    with database.reading() as session:
        seen = found(session, loaded, source="adjudicated").observed.counts
        here = session.get_one(Round, loaded.closed_id)
        desk = export_decisions.adjudication.desk(session, here, None)
        stands = [export_decisions.adjudication.stands(session, desk, key) for key in desk.cases.articles]
        assert sum(marks(seen).values()) == sum(len(one.spans) for one in stands) > 0
        assert seen.open == sum(one.open for one in stands) > 0
        assert (seen.readings[:, 1] == -1).all()


def test_every_fact_that_counts_gives_another_fingerprint(loaded, database):
    def key() -> str:
        with database.reading() as session:
            choice = compared.choose(session, sample_study.project(session, loaded), [], "annotators")
            return framing_counts.fingerprint(session, choice, "framing")

    changes = [
        update(Article).where(Article.name == "review-dry-wells.txt").values(published="2024-01"),
        update(Article).where(Article.name == "review-dry-wells.txt").values(outlet_id=None),
        update(Outlet).where(Outlet.name == "The Morning Gull").values(name="Gull"),
        update(ArticleZone)
        .where(ArticleZone.id == select(func.min(ArticleZone.id)).scalar_subquery())
        .values(kind="promo"),
    ]
    keys = [key(), key()]
    assert len(set(keys)) == 1
    for change in changes:
        with database.writing() as session:
            session.execute(change)
        keys.append(key())
    assert len(set(keys)) == len(changes) + 1
    assert DecisionRow.__tablename__ == "decision"


def test_the_page_says_what_there_is_too_little_of(loaded):
    page = loaded.visitor("viewer").get(PAGE)
    assert page.status_code == 200
    assert "not enough articles (1 of 5)" in page.text
    assert "Nothing can be contrasted yet" in page.text
    assert 'aria-current="page">Framing' in page.text
    outlet = loaded.visitor("manager").get(f"{URL}/outlets/1/framing")
    assert outlet.status_code == 200
    assert "By voice" in outlet.text
    assert "Its framing" in loaded.visitor("viewer").get(f"{URL}/outlets/1").text


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("unit=mentions", "Say by which words the target is mentioned"),
        ("unit=mentions&terms=" + "x" * 101, "terms of up to 100 characters"),
        ("unit=lines", "Marks are counted per"),
        ("zone=margin", "There is no such zone"),
        ("voice=nobody", "no such voice"),
        ("target=nobody", "no such target"),
        ("layer=nothing", "no such layer"),
    ],
)
def test_what_cannot_be_counted_is_explained(loaded, asked, told):
    page = loaded.visitor("viewer").get(f"{PAGE}?{asked}")
    assert page.status_code == 422
    assert told in page.text
    assert "What is usual is shown instead" in page.text
    assert loaded.visitor("viewer").get(f"{PAGE}/files/rates.csv?{asked}").status_code == 422


def test_files_hold_the_same_rows(loaded):
    visitor = loaded.visitor("viewer")
    for home in (PAGE, f"{URL}/outlets/1/framing"):
        for name in ("rates", "valence", "contrasts"):
            rows = visitor.get(f"{home}/files/{name}.json").json
            table = list(csv.DictReader(io.StringIO(visitor.get(f"{home}/files/{name}.csv").text)))
            assert len(table) == len(rows) > 0
            assert list(table[0]) == list(rows[0])
            assert table[0]["rounds"] == "Reliability"
    rows = visitor.get(f"{PAGE}/files/rates.json?by=all&voice=outlet&unit=articles&zone=any").json
    every = {row["label"]: row for row in rows}
    assert every[None]["articles"] == 6
    assert every[None]["marks"] == pytest.approx(sum(row["marks"] for row in rows) / 2)
    terms = visitor.get(f"{PAGE}/files/rates.json?by=all&unit=mentions&terms=river, the  dam").json
    assert terms[0]["units"] > 6
    for wrong in ("files/rates.xlsx", "files/nothing.csv", "files/rates.csv?by=weather", "pictures/no.svg"):
        assert visitor.get(f"{PAGE}/{wrong}").status_code == 404


def test_pictures_come_in_three_forms(loaded):
    visitor = loaded.visitor("viewer")
    for name, start in (("heat.svg?theme=dark", b"<svg"), ("heat.png", b"\x89PNG"), ("stances.pdf", b"%PDF")):
        assert visitor.get(f"{PAGE}/pictures/{name}").data.startswith(start)
    home = f"{URL}/outlets/1/framing/pictures"
    profile = visitor.get(f"{home}/profile.svg")
    assert (profile.mimetype, ' — not enough articles (1 of 5)"' in profile.text) == ("image/svg+xml", True)
    assert visitor.get(f"{home}/timeline.svg").status_code == 404  # no month has enough articles
    assert visitor.get(f"{home}/profile.svg?theme=pink").status_code == 404


def test_annotators_and_open_rounds_are_kept_apart(loaded):
    assert loaded.visitor("A").get(PAGE).status_code == 403
    assert loaded.visitor("A").get(f"{URL}/outlets/1/framing").status_code == 404
    page = loaded.visitor("manager").get(f"{PAGE}?round={loaded.open_id}")
    assert "No such round" in page.text
    files = loaded.visitor("manager").get(f"{PAGE}/files/rates.csv?round={loaded.open_id}")
    assert files.status_code == 404


def test_large_rounds_are_counted_by_a_job(loaded, monkeypatch):
    monkeypatch.setattr(framing, "HEAVY", {"annotators": 3, "adjudicated": 3})
    monkeypatch.setattr(framing, "_recent", framing.Kept(framing.MAX_ROWS))
    visitor = loaded.visitor("viewer")
    waiting = visitor.get(PAGE)
    assert "These rounds are large" in waiting.text
    assert visitor.get(f"{PAGE}/files/rates.csv").status_code == 404
    sent = visitor.client.post(f"{PAGE}/jobs", headers={"X-CSRF-Token": visitor.token()})
    assert sent.status_code == 303
    assert "Outlets and labels" in visitor.get(sent.headers["Location"]).text


def test_the_number_of_queries_does_not_grow(loaded, database, monkeypatch):
    def queries() -> int:
        monkeypatch.setattr(framing, "_recent", framing.Kept(framing.MAX_ROWS))
        seen: list[str] = []

        def note(*told) -> None:
            seen.append(told[2])

        event.listen(database.engine, "before_cursor_execute", note)
        assert loaded.visitor("viewer").get(f"{PAGE}?source=adjudicated").status_code == 200
        event.remove(database.engine, "before_cursor_execute", note)
        return len(seen)

    before = queries()
    with database.writing() as session:
        some = select(Assignment.id).where(Assignment.round_id == loaded.closed_id).limit(9)
        session.execute(update(Assignment).where(Assignment.id.in_(some)).values(gold=True))
        assert session.scalar(select(func.count()).select_from(SpanRow)) > 100
    assert abs(before - queries()) <= 1


def test_a_mark_of_a_picture_tells_whose_value_it_is():
    assert pictured.told(("Lamp", "Harsh"), 1.5, -0.001, 2.25, what="per article") == (
        "Lamp · Harsh — 1.50 per article, 95 % interval −0.001 to 2.25"
    )
    assert pictured.told(("Lamp", ""), None, reason="not enough articles") == "Lamp — not enough articles"
