"""Words of files that the codebook does not have: proposed by name, said by a person, noted, or refused."""

import pytest
from sqlalchemy import select

from annotations.categories import Category
from annotations.codebook import Codebook, Layer
from annotations.variables import Variable
from app.models import StagedMarks
from app.services.marks_words import (
    NOTED,
    Words,
    offered_values,
    offered_variables,
    unknown_values,
    unknown_variables,
)
from exports.formats.marked import FoundReading, FoundSpan
from tests.app.test_marks_pages import Study

TABLE = "annotator\tarticle\tstart\tend\tquote\tlabel\tWhose words\ttone\n"
VOICES = (
    Category("outlet", "Outlet"),
    Category("said", "Direct quote"),
    Category("old", "Old", retired=True, becomes=("outlet",)),
)
BOOK = Codebook(
    "Test",
    "1",
    layers=(
        Layer(
            "framing",
            "Framing",
            "",
            (Category("HARSH", "Harsh"),),
            (
                Variable("voice.of", "Whose words", "span", "choice", "nominal", categories=VOICES),
                Variable("topics", "Topics", "span", "choices", "set", categories=VOICES),
            ),
        ),
    ),
    article_questions=(
        Variable(
            "slant", "Slant", "article", "scale", "ordinal", minimum=0, maximum=2, steps={2: "very much"}
        ),
    ),
)
LABELS = {"X": "framing/HARSH", "Y": ""}


def reading(answers=(), label="X", **values):
    spans = [FoundSpan("row 2", label, 0, 1, values=values)]
    return FoundReading("f", "a", None, spans, answers=dict(answers))


def told(names):
    return {one.theirs: one.ours for one in names}


def test_names_are_proposed_and_what_a_person_said_goes_before():
    readings = [
        reading({"SLANT": "2"}, **{"whose words": "said", "tone": "x"}),
        reading(label="Y", other="1"),
        reading(voice_of="said"),
    ]
    found = unknown_variables(readings, BOOK, LABELS, {"tone": "topics"})
    assert told(found) == {"SLANT": "slant", "tone": "topics", "whose words": "voice.of"}
    assert set(offered_variables(BOOK)) == {"voice.of", "topics", "slant"}


@pytest.mark.parametrize(
    ("variable", "theirs", "ours"),
    [
        ("voice.of", "DIRECT QUOTE", "said"),
        ("voice.of", "old", "outlet"),
        ("voice.of", "nobody", ""),
        ("topics", "Direct quote", "said"),
        ("slant", "Very much", "2"),
    ],
)
def test_values_are_proposed_by_the_names_of_categories_and_steps(variable, theirs, ours):
    of_span = variable != "slant"
    one = reading(**{variable: theirs}) if of_span else reading({variable: theirs})
    (found,) = unknown_values([one], BOOK, LABELS, {}, {})
    assert (found.theirs, found.spans, found.ours) == (f"{variable}={theirs}", 1, ours)
    assert ours in {"", *offered_values(BOOK, found.theirs)}


def test_codes_numbers_and_endless_values_are_not_asked_about():
    known = reading({"slant": 1}, **{"voice.of": "said", "topics": ["said", "outlet"]})
    assert unknown_values([known, reading(topics="x" * 201)], BOOK, LABELS, {}, {}) == []


def test_of_several_values_each_is_said_or_noted():
    variable = BOOK.layers[0].by_code["topics"]
    words = Words({}, {"topics=a": "said", "topics=b": "said", "topics=c": NOTED})
    assert words.value(variable, "a|b|c|outlet") == (["said", "outlet"], ["c"])
    assert words.value(variable, "c") == ([], ["c"])
    assert Words().value(variable, "a") == ("a", [])


@pytest.fixture
def study(app, database):
    return Study(app, database)


def test_a_person_says_on_the_page_what_words_stand_for_and_it_is_kept(study):
    rows = "Ada\ta.txt\t6\t14\tminister\tharsh\tgazette\tsharp\nAda\ta.txt\t22\t25\tthe\tMild\tQuote\tsharp\n"
    place = study.staged("spans", ("s.tsv", TABLE.replace("Whose words", "Voice") + rows))
    page = study.manager.get(place).text
    assert "voice=gazette" in page
    assert "Import 1 span<" in page
    said = {"csrf_token": study.manager.token(), "a-name0": str(study.people[0])}
    said |= {"l-name0": "framing/MILD", "l-name1": "framing/HARSH", "v-name0": "voice", "w-name1": "outlet"}
    assert study.manager.post(f"{place}/names", said | {"w-name0": "nobody"}).status_code == 422
    assert study.manager.post(f"{place}/names", said | {"w-name0": NOTED}).status_code == 303
    assert "Import 2 spans" in study.manager.get(place).text
    with study.database.reading() as session:
        kept = session.scalars(select(StagedMarks.settings)).one()
    assert kept["values"] == {"voice=gazette": "outlet", "voice=Quote": NOTED}
    assert study.confirm(place).status_code == 303
    said = sorted(row[4:] for row in study.said(study.round_id)[0])
    assert said == [["HARSH", {"voice": "outlet"}, "tone: sharp"], ["MILD", {}, "Voice: Quote\ntone: sharp"]]
