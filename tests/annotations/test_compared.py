"""Findings of several annotators made one, and targets side by side."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from annotations.annotation import Annotation, MarkedSpan
from annotations.categories import Category
from annotations.codebook import Codebook, Layer, Variable
from annotations.compared import Finding, Located, Tally, Tallying, findings, referents, speakers, tally
from annotations.reliability import Coding

TEXT = "The harsh ruler met a partner who calls him\na  harsh ruler again and again."


def _choice(code: str, *values: str, kind: str = "choice") -> Variable:
    return Variable(
        code, code.title(), "span", kind, "nominal", categories=tuple(Category(one, one) for one in values)
    )


BOOK = Codebook(
    "Test",
    "1",
    layers=(
        Layer(
            "framing",
            "Framing",
            "",
            (Category("HARSH", "Harsh"), Category("MILD", "Mild")),
            (
                _choice("target", "T1", "T2", kind="entity"),
                _choice("voice", "outlet", "quote"),
                Variable("voice_source", "Speaker", "span", "text", "", required=False),
            ),
        ),
    ),
)


def span(start: int, end: int, label: str = "HARSH", **attributes: str) -> MarkedSpan:
    uid = f"s{start}-{end}-{label}-{'-'.join(attributes.values()).replace(' ', '_')}"
    return MarkedSpan(uid[:64], "framing", label, start, end, TEXT[start:end], attributes)


def coding(annotator: str, *spans: MarkedSpan, article: str = "1") -> Coding:
    said = Annotation(spans, state="submitted")
    return Coding(article, annotator, said, len(TEXT), ((0, len(TEXT)),))


def test_agreeing_marks_are_one_finding_with_the_borders_of_most():
    made = [
        coding("A1", span(4, 15, target="T1", voice="outlet")),
        coding("A2", span(4, 15, target="T1", voice="outlet")),
        coding("A3", span(0, 15, target="T1", voice="outlet")),
    ]
    (found,) = findings(made, BOOK)
    assert (found.quote, found.annotators) == ("harsh ruler", ("A1", "A2", "A3"))


def test_who_says_otherwise_made_another_finding():
    made = [
        coding("A1", span(4, 15, target="T1", voice="outlet")),
        coding("A2", span(4, 15, target="T1", voice="quote", voice_source="Xi")),
        coding("A3", span(4, 15, "MILD", target="T1", voice="outlet")),
    ]
    assert [one.annotators for one in findings(made, BOOK)] == [("A1",), ("A2",), ("A3",)]


def test_one_person_under_two_names_counts_once():
    made = [coding(f"round {number}", span(4, 15, target="T1")) for number in (1, 2)]
    (found,) = findings(made, BOOK, lambda name, mark: ("A1",))
    assert found.annotators == ("A1",)


PLACES = st.tuples(st.integers(0, 60), st.integers(1, 6), st.sampled_from(["HARSH", "MILD"]))


@given(st.lists(st.lists(PLACES, max_size=5, unique=True), min_size=1, max_size=4), st.randoms())
def test_every_mark_is_in_one_finding_whatever_the_order(everybody, random):
    made = [
        coding(
            f"A{number}", *(span(start, start + length, label, target="T1") for start, length, label in marks)
        )
        for number, marks in enumerate(everybody)
    ]
    found = findings(made, BOOK)
    total = sum(len(marks) for marks in everybody)
    assert sum(len(one.annotators) for one in found) == total
    assert all(one.quote == TEXT[one.start : one.end] for one in found)
    random.shuffle(made)
    assert findings(made, BOOK) == found


def located(*made: Coding) -> list[Located]:
    return [Located(one, f"Outlet {one.article}", "body") for one in findings(made, BOOK)]


def test_wrapped_and_capital_words_are_the_same_and_the_quote_stays_true():
    given_ = located(
        coding("A1", span(4, 15, target="T1"), span(44, 58, target="T1"), span(46, 58, target="T2")),
        coding("A1", span(4, 15, target="T1"), article="2"),
    )
    first, second = referents(tally(given_).cells)
    assert (first.target, first.count, second.target) == ("T1", 3, "T2")
    told = first.wordings("Outlet 1", 9)
    assert [(one.words, one.places) for one in told.shown] == [
        ("a harsh ruler", (("1", 44),)),
        ("harsh ruler", (("1", 4),)),
    ]
    assert told.more == 0
    assert (first.wordings("Outlet 1", 1).more, first.wordings("Nobody", 9).shown) == (1, ())


def test_rows_are_divided_by_voice():
    given_ = located(
        coding("A1", span(4, 15, target="T1", voice="outlet"), span(46, 57, target="T1", voice="quote"))
    )
    assert [(row.target, row.part) for row in referents(tally(given_).cells, "voice")] == [
        ("T1", "outlet"),
        ("T1", "quote"),
    ]
    counted = tally(replace(one, zone="headline") for one in given_)
    assert [row.part for row in referents(counted.cells, "zone")] == ["headline"]


def test_speakers_are_counted_by_outlet_with_their_carriers():
    given_ = located(
        coding("A1", span(4, 9, voice="quote", voice_source="Xi via Xinhua"), span(10, 15, voice="outlet")),
        coding("A1", span(4, 9, voice="quote", voice_source="xi"), span(46, 50, voice="quote"), article="2"),
    )
    found = speakers(tally(given_).cells)
    assert [(row.name, row.own, row.count) for row in found.rows] == [
        ("Xi", False, 2),
        ("", True, 1),
        ("", False, 1),
    ]
    assert found.rows[0].carriers == {"Xinhua": 1}
    assert found.origins == {"Outlet 1": 1, "Outlet 2": 1}


WORDS = st.tuples(st.sampled_from("ab"), st.sampled_from(["T1", "T2"]), st.sampled_from(["x", "X", "y", "z"]))


@given(st.lists(WORDS, max_size=40))
def test_trimmed_counts_lose_rare_words_and_no_numbers(marks):
    def made(room: int) -> Tally:
        counting = Tallying((100, 1), room)
        for outlet in "ab":
            counting.article(outlet, ["A1"])
            for number, (where, target, words) in enumerate(marks):
                if where == outlet:
                    place = number, number + 1, words
                    one = Finding(outlet, "framing", "HARSH", *place, {"target": target}, (f"A{number % 3}",))
                    counting.add(Located(one, outlet, "body"))
            counting.end_outlet()
        return counting.tally()

    whole, trimmed = made(1_000), made(-1)
    assert Tally.from_text(trimmed.to_text()).to_text() == trimmed.to_text()
    assert (whole.most, trimmed.most) == (100, 1)
    assert [one.count for one in trimmed.cells] == [one.count for one in whole.cells]
    assert [one.people for one in trimmed.cells] == [one.people for one in whole.cells]
    for row, cut in zip(referents(whole.cells), referents(trimmed.cells), strict=True):
        for outlet in whole.outlets:
            least = cut.wordings(outlet, trimmed.most)
            assert least == row.wordings(outlet, trimmed.most)
            assert least.more + len(least.shown) == len(row.wordings(outlet, 100).shown)
    assert speakers(whole.cells) == speakers(trimmed.cells)
