"""Scales of several items about articles, on the pages of a round that shows its results."""

from sqlalchemy import select, update

from annotations.codebook import Codebook
from annotations.variables import Variable
from app.clock import now
from app.models import Assignment, Round
from tests import factories
from tests.annotations.small_study import CODEBOOK
from tests.visitor import Visitor

ITEMS = tuple(
    Variable(code, code.title(), "article", "scale", "ordinal", minimum=1, maximum=7, item_of="trust")
    for code in ("accurate", "authentic", "believable")
)
BOOK = Codebook("Small", "1", layers=CODEBOOK.layers, article_questions=ITEMS)
SAID = ((1, 2, 1), (4, 4, 5), (6, 7, 6), (3, 2, None))


def test_a_round_shows_its_scales_once_it_shows_results(app, database):
    with database.writing() as session:
        project = factories.add_project(session)
        people = [factories.add_member(session, project, "annotator", name) for name in ("Ada", "Ben")]
        manager = factories.add_member(session, project, "manager", "Max")
        book = factories.add_codebook(session, project, BOOK)
        articles = [factories.add_article(session, project) for _ in range(2)]
        round_ = factories.add_round(session, book, articles, people)
        owed = session.execute(
            select(Assignment.id, Assignment.annotator_id)
            .where(Assignment.round_id == round_.id)
            .order_by(Assignment.id)
        ).all()
        browsers = {user.id: user.id for user in people}
        path = f"/projects/{project.slug}/rounds/{round_.id}/agreement/scales"
        manager_id = manager.id
    people_at = {number: Visitor(app, number) for number in browsers}
    for (assignment, annotator), values in zip(owed, SAID, strict=True):
        answers = [
            {"op": "answer", "variable": item.code, "value": value}
            for item, value in zip(ITEMS, values, strict=True)
            if value is not None
        ]
        submit = [{"op": "found_none", "value": True}, {"op": "submit"}] if None not in values else []
        saved = people_at[annotator].post_json(
            f"/api/assignments/{assignment}/changes",
            {
                "base_version": 0,
                "key": f"k{assignment}",
                "client_time": "2026-01-01T00:00:00Z",
                "operations": [*answers, *submit],
            },
        )
        assert saved.status_code == 200, saved.text
    visitor = Visitor(app, manager_id)
    assert visitor.get(path).status_code == 404
    with database.writing() as session:
        session.execute(update(Round).values(closed_at=now()))
    page = visitor.get(path).text
    # variances of the items 19/3, 19/3 and 7, of the sums 57: 3/2 * (1 - (59/3) / 57)
    assert "3 cases" in page
    assert "0.982" in page
    assert "fewer cases than items" in page
    assert "Believable" in page
