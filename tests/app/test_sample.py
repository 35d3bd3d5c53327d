"""The sample project: its files belong together, and it is made as a team would have made it."""

import pytest
from sqlalchemy import func, select

from annotations.annotation import Annotation
from annotations.changes import verify_chain
from annotations.codebook_toml import read_toml
from annotations.operations import replay
from annotations.text import decode
from annotations.zones import suggest_zones
from app.models import AnnotationHead, Article, ChangeRow, Project, Round, User
from app.services import annotation_state, measure, queue, sample, sample_material
from app.services.refused import Refused
from app.services.saving import hashed_row
from tests import factories
from tests.app import sample_study

pytestmark = [pytest.mark.slow, sample_study.IN_DATABASE]

MARKS = sample_material.rows("marks.csv")


@pytest.fixture
def loaded(app, database):
    return sample_study.load(app, database)


def test_every_quote_of_the_marks_is_in_its_article():
    for row in MARKS:
        text = decode(sample_material.text(row["article"])).text
        start = sample_material.place_of(row["quote"], int(row["occurrence"]), text)
        assert text[start : start + len(row["quote"])] == row["quote"]


def test_a_quote_that_occurs_once_is_not_found_twice():
    with pytest.raises(sample_material.QuoteNotFound):
        sample_material.place_of("river", 2, "one river")


def test_every_label_and_every_voice_of_the_codebook_occurs():
    layer = read_toml(sample_material.codebook_toml()).layers[0]
    assert {row["label"] for row in MARKS} == {label.code for label in layer.labels}
    assert {row["voice"] for row in MARKS} == set(layer.attribute("voice").by_code)


def test_the_articles_have_lengths_and_surroundings_of_real_ones():
    kinds = set()
    for article in sample_material.articles():
        text = decode(sample_material.text(article)).text
        assert 180 <= len(text.split()) <= 450, article
        kinds |= {zone.kind for zone in suggest_zones(text)}
    assert kinds == {"headline", "dateline", "caption", "promo", "boilerplate"}


def test_a_second_sample_is_refused_and_changes_nothing(loaded, database):
    with database.writing() as session, pytest.raises(Refused, match="already"):
        sample.load_sample(session, sample.owner(session))
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Project)) == 1
        assert session.scalar(select(func.count()).select_from(Round)) == 2


def test_stored_annotations_are_the_replay_of_their_unbroken_chains(loaded, database):
    with database.reading() as session:
        heads = session.scalars(select(AnnotationHead)).all()
        assert len(heads) == 19
        for head in heads:
            changes = session.scalars(
                select(ChangeRow).where(ChangeRow.annotation_id == head.id).order_by(ChangeRow.version)
            ).all()
            rows = [
                hashed_row(
                    head.id,
                    row.version,
                    row.actor_id,
                    row.idempotency_key,
                    row.operations,
                    row.at,
                    row.client_time,
                )
                | {"previous_hash": row.previous_hash, "hash": row.hash}
                for row in changes
            ]
            assert verify_chain(rows) is None
            work = annotation_state.load(session, head.assignment_id)
            operations = [operation for row in changes for operation in row.operations]
            assert replay(operations, work.text, work.codebook) == work.annotation != Annotation()


def test_one_annotator_finds_nothing_in_one_article(loaded, database):
    with database.reading() as session:
        query = select(AnnotationHead).where(AnnotationHead.found_none)
        names = [head.assignment.article.name for head in session.scalars(query)]
    assert set(names) == {"wire-accord-halder-dam.txt"}


def test_agreement_is_that_of_people(loaded, database):
    with database.reading() as session:
        report = measure.round_report(session, session.get_one(Round, loaded.closed_id))
    alphas = [
        row.agreement.value
        for row in report.of_scope("overall")
        if row.agreement.coefficient == "Krippendorff's alpha" and row.agreement.value is not None
    ]
    assert report.annotations == 18
    assert sum(0.3 < alpha < 0.9 for alpha in alphas) > len(alphas) / 2
    assert min(alphas) < 0.2
    assert max(alphas) > 0.9


def test_annotator_a_has_work_waiting_and_no_password(loaded, database):
    with database.reading() as session:
        user = session.get_one(User, loaded.people["A"])
        assert user.password_hash is None
        assert queue.next_assignment(session, sample.find(session), user) is not None
        assert user in [person for _, person in sample.people_to_show(session)]


def test_articles_carry_outlet_date_and_event_as_entered(loaded, database):
    with database.reading() as session:
        for article in session.scalars(select(Article)):
            assert article.outlet.country
            assert [event.name for event in article.events] == ["Signing of the Nerrin Water Accord"]
            assert article.provenance["published"] == "entered"


@pytest.mark.holds(what=None)
def test_the_owner_administers_only_an_empty_installation(database):
    with database.writing() as session:
        assert sample.owner(session).is_admin
        assert sample.owner(session) is sample.owner(session)


@pytest.mark.holds(what=None)
def test_the_owner_beside_others_does_not_administer(database):
    with database.writing() as session:
        factories.add_user(session)
        assert not sample.owner(session).is_admin
