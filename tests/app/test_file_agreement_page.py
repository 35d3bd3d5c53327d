"""A file of codings is measured by upload: what the command finds, and nothing of it stays."""

import io
import json

import pytest
from sqlalchemy import inspect, text

from app.views import file_agreement
from exports.workbooks import Sheet, write_workbook
from tests import factories
from tests.visitor import Visitor

HEADER = ("unit", "coder", "tone", "slant", "outlet")
LINES = [
    (f"u{unit}", who, "abc"[(unit + place * (unit % 4 == 0)) % 3], unit % 5 - place, f"<Lamp {unit % 2}>")
    for unit in range(24)
    for place, who in enumerate(("Ann", "Ben"))
]
CSV = "\n".join(",".join(map(str, line)) for line in (HEADER, *LINES)).encode()


@pytest.fixture
def visitor(app, database) -> Visitor:
    with database.writing() as session:
        user = factories.add_user(session, "Ada")
    return Visitor(app, user.id)


def send(visitor: Visitor, raw: bytes, name: str = "study.csv", **fields: str):
    data = {"file": (io.BytesIO(raw), name), "form": "", "coefficients": "usual", "result": "page", **fields}
    return visitor.post("/reliability", data)


def test_the_page_shows_what_the_command_prints(visitor):
    levels = {"level": "nominal", "levels": "slant=interval"}
    page = send(visitor, CSV, **levels, by="outlet")
    assert page.status_code == 200, page.text
    assert "study.csv: long, 24 units, 2 annotators (Ann, Ben)" in page.text
    assert "Outlet: &lt;Lamp 1&gt;" in page.text
    assert "others that could have been chosen go into “All categories”" in page.text
    told = json.loads(send(visitor, CSV, **levels, result="json").data)
    alphas = [row for row in told["rows"] if row["coefficient"] == "Krippendorff's alpha"]
    assert {row["variable"] for row in alphas} == {"tone", "slant"}
    for row in alphas:
        assert f"{row['value']:.3f}".removeprefix("0") in page.text
    assert "AC1" in send(visitor, CSV, **levels, coefficients="family").text


def test_a_workbook_gives_the_same(visitor):
    out = io.BytesIO()
    write_workbook(out, [Sheet("Codes", HEADER, LINES)])
    of_csv = json.loads(send(visitor, CSV, variables="tone", result="json").data)["rows"]
    of_book = json.loads(send(visitor, out.getvalue(), "study.xlsx", variables="tone", result="json").data)[
        "rows"
    ]
    for row in (*of_csv, *of_book):
        del row["file"]
    assert of_csv == of_book


def test_the_result_comes_as_a_file(visitor):
    for result, word in {"csv": "coefficient", "latex": "toprule", "text": "alpha"}.items():
        answer = send(visitor, CSV, variables="tone", result=result)
        assert "attachment" in answer.headers["Content-Disposition"]
        assert word in answer.text


REFUSED = [
    (b"", "t.csv", {}, "no comma, semicolon, tab or bar"),
    (b"unit,a,b\n1,x,y", "t.csv", {}, "say with “How it is laid out”"),
    (b"unit,a,b\n1,1,2", "t.csv", {"form": "wide"}, "say with “What the values are”"),
    (b"unit,coder,value\n1,A,x\n1,A,y", "../../t.csv", {}, "t.csv, row 3"),
    (b"unit,coder,value\n1,A", "t.csv", {}, "t.csv, row 2: 2 cells, but the header has 3"),
    (CSV, "t.csv", {"levels": "mood=ordinal"}, "no variable is called"),
    (CSV, "t.csv", {"sheet": "Codes"}, "this is no workbook"),
    (b"PK\x03\x04nothing", "t.xlsx", {}, "not a whole workbook"),
    (b"\0\xff\xfe", "t.csv", {}, "this is not UTF-8"),
    (
        b"unit," + b",".join(b"a%d" % one for one in range(101)) + b"\n1" + b",x" * 101,
        "t.csv",
        {"form": "wide"},
        "101 annotators are more than the 100",
    ),
    (CSV, "t.csv", {"length": "much"}, "Not a valid integer value"),
]


def test_what_cannot_be_measured_is_said_in_a_sentence(visitor):
    for raw, name, fields, reason in REFUSED:
        answer = send(visitor, raw, name, **fields)
        assert answer.status_code == 422, reason
        assert reason in answer.text.replace("&#39;", "'").replace("&#34;", '"')
        assert "--" not in answer.text.split("<main")[1]


def test_nothing_of_a_file_is_kept(visitor, database):
    def everything() -> str:
        with database.reading() as session:
            names = inspect(session.connection()).get_table_names()
            return str([session.execute(text(f"SELECT * FROM {name}")).all() for name in sorted(names)])

    send(visitor, CSV, variables="tone")
    before = everything()
    send(visitor, CSV.replace(b"Ann", b"CANARY"), variables="tone")
    assert everything() == before
    assert "CANARY" not in before


def test_a_file_that_is_too_large_is_left_to_the_command(visitor, monkeypatch):
    monkeypatch.setattr(file_agreement, "LARGEST", 100)
    answer = send(visitor, CSV)
    assert (answer.status_code, "The command parallax reliability takes it." in answer.text) == (422, True)
