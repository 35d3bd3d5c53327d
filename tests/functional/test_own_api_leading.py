"""Who leads a project does it by our own API: articles come in, rounds are planned, spans come and leave."""

import base64
import io
import json
import zipfile

import pytest
from sqlalchemy import select

from app.api.v1 import fits
from app.api.v1.refusals import Refusal
from app.api.v1.schema import TEXT, form, list_of, named_words, number_from, one_of, words
from app.models import Article, SpanRow
from exports.formats.registry import written
from exports.presets.writing import PRESETS
from tests import factories
from tests.functional.programs import close
from tests.functional.programs import tokens as tokens
from tests.functional.test_blindness import scene as scene
from tests.functional.test_own_api import HOME, headers

TABLE = "annotator\tarticle\tstart\tend\tquote\tlabel\tsource\n"


@pytest.fixture
def lead(app, tokens):
    """Return how the manager asks: method, path, body."""
    browser = app.test_client()

    def ask(method, path, body=None, status=200):
        more = {"json": body} if body is not None else {}
        answer = browser.open(f"{HOME}{path}", method=method, headers=headers(tokens["manager"]), **more)
        assert answer.status_code == status, answer.text
        return answer if answer.mimetype != "application/json" else answer.json

    return ask


def sent(name: str, text: str) -> dict[str, str]:
    return {"name": name, "data": base64.b64encode(text.encode()).decode()}


def test_articles_come_in_after_a_look_and_once(database, scene, lead):
    articles = [
        {"name": "new", "text": "Rain 😀 fell.", "title": "Rain", "event": "Flood"},
        {"name": "new", "text": "Another text."},
        {"text": "Nameless words.", "published": "never"},
    ]
    body = {"articles": articles, "for_all": {"outlet": "The Lamp", "published": "2025-05"}}
    seen = lead("POST", "/imports", body)
    assert (seen["state"], seen["new"], seen["duplicates"]) == ("waiting", 1, 0)
    assert [row["row"] for row in seen["refused"]] == [3, 2]
    assert seen["items"][0] | {"length": 0} == {
        "name": "new",
        "title": "Rain",
        "outlet": "The Lamp",
        "published": "2025-05",
        "length": 0,
        "state": "new",
        "reason": "",
        "proposed": False,
    }
    assert lead("GET", "/imports")[0]["id"] == seen["id"]
    for _ in range(2):
        assert lead("POST", f"/imports/{seen['id']}/confirm")["state"] == "imported"
    assert lead("GET", f"/imports/{seen['id']}")["new"] == 1
    with database.reading() as session:
        row = session.scalars(select(Article).where(Article.name == "new")).one()
        assert (row.text, row.outlet.name, [one.name for one in row.events]) == (
            "Rain 😀 fell.",
            "The Lamp",
            ["Flood"],
        )
    file = {"files": [sent("page.html", "<html><body><p>Some words of a page.</p></body></html>")]}
    proposed = lead("POST", "/imports", file)
    assert proposed["items"][0]["proposed"]
    assert lead("POST", f"/imports/{proposed['id']}/discard")["state"] == "discarded"
    lead("GET", f"/imports/{seen['id']}?page=9", status=404)


def test_a_round_is_planned_looked_at_and_made(scene, lead):
    people = [one for one in lead("GET", "/members") if one["owes"]]
    wish = {
        "name": "Next",
        "phase": "main",
        "annotators": [people[0]["pseudonym"], people[1]["email"].upper()],
    }
    wish |= {"per_article": 1, "seed": 3, "subsample": {"percent": 50, "per_article": 2}, "due": "2026-12-24"}
    plan = lead("POST", "/rounds/plan", wish)
    assert sum(one["articles"] for one in plan["loads"]) == plan["assignments"] > 0
    assert lead("POST", "/rounds", wish | {"plan": "0" * 64}, status=409)["error"] == "changed"
    made = lead("POST", "/rounds", wish | {"plan": plan["plan"]})
    assert (made["state"], made["assignments"], made["blind"]) == ("planned", plan["assignments"], True)
    assert made["due_at"] == "2026-12-25T00:00:00.000000Z"
    assert lead("POST", f"/rounds/{made['id']}/state", {"state": "open"})["state"] == "open"
    assert "already" in lead("POST", "/rounds", wish, status=422)["message"]


def test_spans_come_in_with_their_words_and_leave_in_every_format(database, scene, lead):
    person = next(one for one in lead("GET", "/members") if one["owes"])
    with database.reading() as session:
        named = session.scalar(select(Article.name).where(Article.id == scene.ids["article_id"]))
    row = f"me\t{named}\t6\t14\tminister\tStrong\tthe paper\n"
    wrong = f"me\t{named}\t7\t15\tminister\tStrong\tthe paper\n"
    round_ = lead("POST", "/rounds", {"name": "R", "phase": "pilot", "annotators": [person["pseudonym"]]})
    lead("POST", f"/rounds/{round_['id']}/state", {"state": "open"})
    body = {"round": round_["id"], "format": "spans", "files": [sent("s.tsv", TABLE + row + wrong)]}
    unnamed = lead("POST", "/spans", body)
    assert (unnamed["spans"], unnamed["names"]["labels"][0]["ours"]) == (0, "")
    lead("POST", f"/spans/{unnamed['id']}/discard")
    body |= {"annotators": {"me": person["email"]}, "labels": {"Strong": "framing/HARSH"}}
    body |= {"variables": {"source": "voice"}, "values": {"voice=the paper": "outlet"}}
    seen = lead("POST", "/spans", body)
    assert (seen["spans"], seen["counted"][0]["proven"]) == (1, True)
    assert "row 3" in seen["refused"][0]["place"]
    for _ in range(2):
        assert lead("POST", f"/spans/{seen['id']}/confirm")["spans"] == 1
    assert lead("GET", f"/spans/{seen['id']}")["state"] == "imported"
    with database.reading() as session:
        kept = session.scalars(select(SpanRow.attributes).order_by(SpanRow.id.desc())).first()
    assert kept == {"voice": "outlet"}
    lead("GET", f"/exports/spans.zip?round={round_['id']}", status=422)
    close(database)
    for one in written():
        packed = lead("GET", f"/exports/spans.zip?round={round_['id']}&format={one.code}")
        assert "README.md" in zipfile.ZipFile(io.BytesIO(packed.data)).namelist()
    for preset in ("wide", "spss"):
        assert preset in PRESETS
        assert lead("GET", f"/exports/preset.zip?of=round-{round_['id']}&preset={preset}").data[:2] == b"PK"
    assert lead("GET", "/exports/tables?form=xlsx").data[:2] == b"PK"
    lead("GET", "/exports/preset.zip?of=round-77", status=422)


def test_suggestions_come_in_whole_or_not_at_all(scene, lead, database):
    with database.reading() as session:
        named = session.scalar(select(Article.name).where(Article.id == scene.ids["article_id"]))
    rows = f"article\tstart\tend\tquote\tlabel\n{named}\t6\t14\tminister\tHARSH\n"
    body = {"format": "spans", "files": [sent("s.tsv", rows)]}
    assert "name of the model" in lead("POST", "/suggestions", body, status=422)["message"]
    assert lead("POST", "/suggestions", body | {"model": "m"}) == {"suggestions": 1, "articles": 1}


def test_what_is_not_of_the_project_is_not_told(database, scene, lead):
    with database.writing() as session:
        other = factories.add_project(session, slug="another")
        foreign = factories.add_article(session, other, name="secret title").id
    wish = {"name": "N", "phase": "main", "annotators": ["A01"]}
    for more in ({"articles": [foreign]}, {"gold_articles": [foreign]}, {"after_training": 10**6}):
        assert "has no" in lead("POST", "/rounds/plan", wish | more, status=422)["message"]
    assert "no outlet" in lead("POST", "/rounds/plan", wish | {"outlets": ["x"]}, status=422)["message"]
    assert "'x'" in lead("POST", "/rounds/plan", wish | {"annotators": ["x"]}, status=422)["message"]


SCHEMA = form(
    "a",
    a=words(3, 1),
    b=list_of(number_from(1, 9)),
    c=one_of("x", "y"),
    d=named_words(""),
    e={"type": ["boolean", "null"]},
    f=form(g=TEXT),
)


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"a": None}, "a must be text"),
        ({"a": "long"}, "more than 3 characters"),
        ({"a": ""}, "must not be empty"),
        ({"a": "\0"}, "a cannot be"),
        ({"b": []}, "at least 1"),
        ({"b": [1, True]}, "b, entry 2, must be a whole number"),
        ({"b": [0]}, "from 1 to 9"),
        ({"c": "z"}, "one of x, y"),
        ({"d": {"m": 1}}, "d m must be text"),
        ({"e": 0}, "true or false or null"),
        ({"f": {"h": 1}}, "does not take the key 'h'; it takes g"),
        ({"z": 1}, "does not take the key 'z'"),
    ],
)
def test_a_body_is_refused_at_its_place(more, reason):
    fits.refuse_unless({"a": "ok", "b": [9], "c": "x", "d": {"m": "n"}, "e": None, "f": {}}, SCHEMA)
    with pytest.raises(Refusal) as refused:
        fits.refuse_unless({"a": "ok"} | more, SCHEMA)
    assert reason in str(refused.value)
    with pytest.raises(Refusal, match="lacks the key a"):
        fits.refuse_unless(json.loads("{}"), SCHEMA)
