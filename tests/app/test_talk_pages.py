"""Talk: threads begun, answered, read, called into, settled; what is refused and why."""

import io
from html import unescape

import pytest
from sqlalchemy import select, update

from app.clock import now
from app.models import Article, Mention, Outlet, Post, Project, Round, Thread, ThreadSeen
from exports.reader import read_bundle
from tests.app.talk_study import Talking, build, count

pytestmark = pytest.mark.slow


@pytest.fixture
def talking(app, database) -> Talking:
    return build(app, database)


def badge(talking, person):
    page = unescape(talking.stage.people[person].get("/projects/study/queue").text)
    _, _, rest = page.partition('<span class="badge-count">')
    return int(rest.partition("<")[0] or 0)


def test_a_question_to_the_managers_goes_there_and_back(talking):
    path = talking.began(
        "annotator", visibility="manager", text="First line\n<b>second</b> https://x.example"
    )
    assert badge(talking, "manager") == 1
    assert badge(talking, "colleague") == badge(talking, "annotator") == 0
    page = talking.get("manager", path).text
    assert "First line\n&lt;b&gt;second&lt;/b&gt; https://x.example" in page
    assert talking.post("manager", path, text="The answer.").status_code == 303
    assert badge(talking, "manager") == 0
    assert badge(talking, "annotator") == 1
    assert "The answer." in talking.get("annotator", path).text
    assert badge(talking, "annotator") == 1  # reading writes nothing; the form of the page does
    with talking.database.reading() as session:
        newest = session.scalars(select(Post.id).order_by(Post.id.desc())).first()
    assert talking.post("annotator", f"{path}/seen", post=newest).status_code == 303
    assert badge(talking, "annotator") == 0
    talking.post("annotator", f"{path}/seen", post=1)
    talking.post("annotator", f"{path}/seen", post=2**40)
    assert badge(talking, "annotator") == 0
    with talking.database.reading() as session:
        assert count(session, ThreadSeen) == 2


def test_words_of_an_article_are_quoted_as_they_stand(talking):
    path = talking.began("annotator", visibility="private", start=6, stop=14)
    with talking.database.reading() as session:
        thread = session.scalars(select(Thread).order_by(Thread.id.desc())).first()
        text = session.scalars(select(Article.text).where(Article.id == thread.article_id)).one()
        assert (thread.subject, thread.quote) == ("span", text[6:14])
        assert thread.round_id == talking.stage.ids["round_id"]
    assert thread.quote in unescape(talking.get("annotator", path).text)


@pytest.mark.parametrize(
    ("person", "sent", "status", "sentence"),
    [
        ("annotator", {"visibility": "team"}, 422, "would tell the others what you marked"),
        ("annotator", {"visibility": "everybody"}, 422, "Choose who may read it"),
        ("annotator", {"visibility": "after close", "waits_for": "77"}, 422, "Choose the round"),
        ("annotator", {"visibility": "private", "start": 5, "stop": 99999}, 422, "no words of the article"),
        ("annotator", {"visibility": "private", "text": " \n "}, 422, "Write something"),
        ("annotator", {"visibility": "private", "text": "x" * 10_001}, 422, "at most 10,000 characters"),
        ("annotator", {"visibility": "private", "title": "x" * 201}, 422, "at most 200 characters"),
        ("annotator", {"visibility": "private", "text": "a\0b"}, 422, "NUL"),
        ("annotator", {"visibility": "private", "text": "Ask @A04!"}, 422, "by their names"),
        ("annotator", {"visibility": "private", "assignment": "77"}, 404, "nothing here"),
        ("manager", {"visibility": "team", "article": "77"}, 404, "nothing here"),
        ("manager", {"visibility": "team", "entry": "no/such"}, 404, "nothing here"),
        ("viewer", {"visibility": "team"}, 403, ""),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(talking, person, sent, status, sentence):
    answer = talking.begin(person, **sent)
    assert (answer.status_code, sentence in unescape(answer.text)) == (status, True), answer.text
    with talking.database.reading() as session:
        assert (count(session, Thread), count(session, Post)) == (1, 1)


def test_team_and_after_close_are_offered_as_the_round_allows(talking, database):
    form = f"/new?assignment={talking.stage.owned['annotator']}"
    page = talking.get("annotator", form).text
    assert 'value="after close"' in page
    assert 'value="team"' not in page
    talking.began("annotator", visibility="after close", waits_for=talking.stage.ids["round_id"])
    with database.writing() as session:
        session.execute(update(Round).values(closed_at=now()))
    page = talking.get("annotator", form).text
    assert 'value="after close"' not in page
    assert 'value="team"' in page


def test_an_annotator_answers_no_team_thread_about_an_article_of_the_blind_round(talking):
    thread = talking.put("manager", article_id=talking.stage.ids["article_id"])
    answer = talking.post("annotator", f"/{thread}", text="I marked it HARSH.")
    assert answer.status_code == 422
    assert "would tell the others" in unescape(answer.text)
    assert "I marked it HARSH." in answer.text  # what was written is still there
    assert talking.post("adjudicator", f"/{thread}", text="Noted.").status_code == 303


def test_a_settled_thread_takes_no_posts_until_it_is_opened_again(talking):
    path = talking.began("annotator", visibility="manager")
    assert talking.post("adjudicator", f"{path}/settle", settled="yes").status_code == 404
    assert talking.post("manager", f"{path}/settle", settled="yes").status_code == 303
    assert talking.post("manager", f"{path}/settle", settled="yes").status_code == 422
    answer = talking.post("annotator", path, text="But still.")
    assert (answer.status_code, "This thread is settled" in answer.text) == (422, True)
    assert talking.post("annotator", f"{path}/settle", settled="no").status_code == 303
    assert talking.post("annotator", path, text="But still.").status_code == 303


def test_a_mention_reaches_those_who_may_read_and_shows_each_reader_the_name_to_know(talking):
    path = talking.began(
        "manager", visibility="team", text="@Annotator and @viewer, not mail@Manager @nobody"
    )
    hidden = talking.began("manager", visibility="manager", text="Between us: @Colleague")
    assert badge(talking, "annotator") == badge(talking, "viewer") == 1
    assert badge(talking, "colleague") == 0
    assert "A title" in talking.get("annotator", "?show=mentions").text
    with talking.database.reading() as session:
        assert count(session, Mention) == 2
    people = talking.stage.user_ids
    for reader, called in (("colleague", "Annotator"), ("adjudicator", f"A{people['annotator']:02}")):
        page = talking.get(reader, path).text
        assert f'<bdi class="call">@{called}</bdi>' in page
        assert "mail@Manager @nobody" in page
        assert ("Annotator" in page) == (reader == "colleague")
    assert "Between us: @Colleague" in talking.get("manager", hidden).text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Own", "Codebook", "Article", "A thread"}),
        ("?show=unread", {"Codebook"}),
        ("?show=mine", {"Own", "Codebook"}),
        ("?about=articles", {"Own", "Article"}),
        ("?about=codebook&state=open", {"A thread"}),
        ("?state=settled", {"Codebook"}),
        ("?search=NEEDLE", {"Article"}),
        ("?search=%25", set()),
        ("?sort=title&page=99", {"Own", "Codebook", "Article", "A thread"}),
        ("?article=77", set()),
        ("?entry=framing/x&round=9999999999999&show=%00&page=x", set()),
    ],
)
def test_the_list_is_narrowed_by_the_address(talking, query, found):
    article = {"article_id": talking.stage.ids["article_id"]}
    talking.put("annotator", title="Own", visibility="private", **article)
    book = talking.put("annotator", title="Codebook", closed_at=now(), codebook_id=1, entry="codebook")
    talking.add("manager", book)
    talking.put("manager", "A needle in the post.", title="Article", **article)
    page = talking.get("annotator", query).text
    assert {
        name for name in ("Own", "Codebook", "Article", "A thread") if f"<bdi>{name}</bdi></a>" in page
    } == found


def test_the_number_of_queries_does_not_grow_with_threads_or_posts(talking):
    article = {"article_id": talking.stage.ids["article_id"], "round_id": talking.stage.ids["round_id"]}
    book = talking.put("manager", codebook_id=1, entry="codebook")
    talking.put("manager", **article)
    before = talking.queries("annotator"), talking.queries("annotator", f"/{book}")
    for number in range(12):
        talking.put("manager", title=f"More {number}", **article)
        talking.add("colleague", book)
    talking.put("manager", codebook_id=1, entry="framing")
    after = talking.queries("annotator"), talking.queries("annotator", f"/{book}")
    assert after == before


def test_other_pages_lead_to_what_is_said_about_them(talking):
    ids = talking.stage.ids
    talking.put("manager", article_id=ids["article_id"])
    talking.put("manager", subject="round", round_id=ids["round_id"])
    talking.put("manager", codebook_id=1, entry="framing/HARSH")
    manager, annotator = (talking.stage.people[name] for name in ("manager", "annotator"))
    for path in (f"articles/{ids['article_id']}", f"rounds/{ids['round_id']}", "codebook"):
        assert "Talk (1)" in manager.get(f"/projects/study/{path}").text, path
    page = annotator.get(f"/projects/study/annotate/{talking.stage.owned['annotator']}").text
    assert "Talk (1)" in page
    assert f"talk/new?assignment={talking.stage.owned['annotator']}" in page


def test_a_masked_outlet_stays_masked_in_talk(talking, database):
    with database.writing() as session:
        session.execute(update(Round).values(outlet_masked=True))
        article = session.get_one(Article, talking.stage.ids["article_id"])
        words = article.text[6:14]
        session.execute(update(Outlet).values(name=words))
        session.execute(update(Article).values(title=f"The {words} reports"))
    place = {"article_id": article.id, "subject": "span", "start": 0, "stop": 20, "quote": article.text[:20]}
    thread = talking.put("manager", **place)
    form = f"/new?assignment={talking.stage.owned['annotator']}&start=0&stop=20"
    for path in ("", f"/{thread}", form):
        page = talking.get("annotator", path)
        assert page.status_code == 200
        assert words not in unescape(page.text), path
    assert words in unescape(talking.get("manager", f"/{thread}").text)


def test_an_export_holds_what_its_person_may_read(talking):
    talking.began("manager", visibility="private", title="Own note")
    talking.began("adjudicator", visibility="private", title="Not theirs")
    talking.began("manager", visibility="team", title="For all", text="@Viewer =1+1")
    address = "/projects/study/exports/bundle.zip"

    def exported(person, query=""):
        answer = talking.stage.people[person].get(address + query)
        assert answer.status_code == 200
        return read_bundle(io.BytesIO(answer.data)).tables

    titles = {
        person: [row["title"] for row in exported(person)["threads.csv"]] for person in ("manager", "viewer")
    }
    assert titles == {"manager": ["A thread", "Own note", "For all"], "viewer": ["A thread", "For all"]}
    plain, named = exported("manager")["posts.csv"][-1], exported("manager", "?names=1")["posts.csv"][-1]
    code = f"A{talking.stage.user_ids['viewer']:02}"
    assert (plain["text"], plain["mentions"], plain["author_name"]) == (f"@{code} =1+1", code, None)
    assert named["author_name"] == "Manager"


def test_adjudicators_see_names_where_the_project_says_so(talking, database):
    path = talking.began("manager", visibility="team", text="@Annotator")
    with database.writing() as session:
        session.execute(update(Project).values(adjudicators_see_names=True))
    assert "@Annotator" in talking.get("adjudicator", path).text
    assert "@Annotator" not in talking.get("viewer", path).text
