"""Units and gaps in a report: every layer and label, in every scope, beside what is compared elsewhere."""

import pickle

import pytest

from annotations.agreement.intervals import Plan
from annotations.agreement.report import OUTLET, OVERALL, PAIR, USUAL_PARTS, Wanted, agreement_report
from annotations.agreement.report.scopes import Scope
from annotations.agreement.report.unitized import SUPERSEDED, UNITIZING, LayerUnitizing, Unitizing
from annotations.reliability import tabulate
from annotations.reliability.columns import span_columns
from tests.annotations.agreement.unitized import NONE, values
from tests.annotations.reliability_study import CODEBOOK, coding

MARKS = {
    ("1", "Ann"): [("HARSH", 10, 20), ("MILD", 40, 50)],
    ("1", "Ben"): [("HARSH", 12, 20), ("MILD", 45, 50)],
    ("1", "Cem"): [("MILD", 10, 30)],
    ("2", "Ann"): [("HARSH", 0, 30)],
    ("2", "Ben"): [("HARSH", 10, 30), ("MILD", 60, 70)],
    ("2", "Cem"): [],
}
OUTLETS = {"1": "Herald", "2": "Courier"}


@pytest.fixture(scope="module")
def codings():
    return [
        coding(article, name, marks=marks, outlet=OUTLETS[article])
        for (article, name), marks in MARKS.items()
    ]


def rows(codings, *parts: str, scopes: tuple[str, ...] = (OVERALL,)) -> list:
    wanted = Wanted(NONE, scopes=scopes, parts=parts)
    return list(agreement_report(codings, CODEBOOK, wanted).rows)


def found(rows, title: str, group: tuple[str, ...] = ()):
    return next(row.agreement for row in rows if row.agreement.title == title and row.group == group)


def text(article: str, *names: str):
    units = [[(start, end, label) for label, start, end in MARKS[article, name]] for name in names]
    return 100, units


def test_a_layer_has_rows_for_all_labels_together_and_for_each(codings):
    told = rows(codings, UNITIZING)
    assert [(row.variable, row.label, row.agreement.coefficient) for row in told] == [
        *(("framing", "", name) for name in ("u-alpha", "|u-alpha", "cu-alpha", "coverage")),
        *(("framing", "HARSH", name) for name in ("u-alpha", "(k)u-alpha", "coverage")),
        *(("framing", "MILD", name) for name in ("u-alpha", "(k)u-alpha", "coverage")),
    ]
    assert {row.question for row in told} == {"units and gaps"}


def test_every_scope_is_measured_on_its_own_articles_and_annotators(codings):
    told = rows(codings, UNITIZING, scopes=(OVERALL, OUTLET, PAIR))
    title = "u-alpha (units and gaps)"
    everyone = ("Ann", "Ben", "Cem")
    expected = {
        (): [text("1", *everyone), text("2", *everyone)],
        ("Herald",): [text("1", *everyone)],
        ("Courier",): [text("2", *everyone)],
        ("Ann", "Ben"): [text("1", "Ann", "Ben"), text("2", "Ann", "Ben")],
        ("Ben", "Cem"): [text("1", "Ben", "Cem"), text("2", "Ben", "Cem")],
    }
    for group, texts in expected.items():
        assert found(told, title, group).value == pytest.approx(values(texts)[title]), group


def test_the_superseded_coefficient_comes_only_when_asked_for(codings):
    assert "alpha_U 1995/2004" not in {row.agreement.coefficient for row in rows(codings, UNITIZING)}
    told = rows(codings, SUPERSEDED)
    assert [(row.label, row.agreement.variant) for row in told] == [
        ("HARSH", "HARSH"),
        ("MILD", "MILD"),
        ("", "all labels"),
    ]


def test_a_report_without_the_part_is_as_before(codings):
    others = [part for part in USUAL_PARTS if part != "unitizing"]
    assert {row.question for row in rows(codings, *others)}.isdisjoint({"units and gaps"})


def test_what_lies_outside_the_coded_zones_is_told_in_the_scopes_that_it_belongs_to():
    study = [
        coding("1", "Ann", marks=[("HARSH", 0, 5), ("HARSH", 60, 70)], coded=((0, 50),)),
        coding("1", "Ben", marks=[("HARSH", 0, 5)], coded=((0, 50),)),
        coding("2", "Ann", marks=[("HARSH", 0, 5)], outlet="Courier"),
        coding("2", "Ben", marks=[("HARSH", 0, 9)], outlet="Courier"),
    ]
    told = rows(study, UNITIZING, scopes=(OVERALL, OUTLET))
    dropped = {
        group: [(one.reason, one.count) for one in found(told, "u-alpha (units and gaps)", group).dropped]
        for group in ((), ("Herald",), ("Courier",))
    }
    outside = [("spans outside the coded zones", 1)]
    assert dropped == {(): outside, ("Herald",): outside, ("Courier",): []}


def test_the_task_can_be_sent_to_another_process(codings):
    continua = LayerUnitizing.of(span_columns(tabulate(codings), CODEBOOK.layers[0]))
    task = Unitizing((Scope(OVERALL),), continua, Plan())
    there = pickle.loads(pickle.dumps(task))  # noqa: S301 - our own bytes
    assert there.rows() == task.rows()
