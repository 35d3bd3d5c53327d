"""The parts of a study that a report measures by themselves, and what a report tells while it works."""

from dataclasses import replace

import pytest

from annotations.agreement import Wanted, agreement_report
from annotations.agreement.intervals import Plan
from annotations.agreement.report import SCOPES, UnknownCoefficient
from annotations.agreement.report.choice import chosen_titles
from annotations.reliability import Coding
from tests.annotations.reliability_study import CODEBOOK, coding

EVERYTHING = Wanted(scopes=SCOPES)


def study(articles: int = 12) -> list[Coding]:
    """Articles of two events and three weeks, the first of them judged under an older codebook."""
    found = []
    for article in range(articles):
        for place, annotator in enumerate(("Ann", "Ben", "Cem")):
            differs = article % 4 == 3 and place == 2
            said = coding(
                f"{article:02}",
                annotator,
                marks=[("HARSH", 10, 20 + place)] if article % 2 else [],
                answers={"topic": "war" if differs else ["trade", "sport"][article % 2], "slant": place - 1},
            )
            found.append(
                replace(
                    said,
                    event=["fair|storm", "storm", None][article % 3],
                    week=f"2025-W{9 + article // 4 + (article == 0 and place == 1):02}",
                    codebook_version="v1" if article < 3 else "v2",
                )
            )
    return found


@pytest.fixture(scope="module")
def report():
    return agreement_report(study(), CODEBOOK, EVERYTHING)


def rows_of(report, scope, group, *, title="Krippendorff's alpha (nominal)", variable="topic"):
    return [
        row.agreement
        for row in report.rows
        if (row.scope, row.group, row.variable) == (scope, group, variable) and row.agreement.title == title
    ]


def test_every_scope_that_is_wanted_has_its_groups(report):
    groups = {scope: {row.group for row in report.of_scope(scope)} for scope in SCOPES}
    assert groups == {
        "overall": {()},
        "outlet": {("Herald",)},
        "event": {("fair",), ("storm",)},
        "week": {("2025-W09",), ("2025-W10",), ("2025-W11",)},
        "version": {("v1",), ("v2",)},
        "pair": {("Ann", "Ben"), ("Ann", "Cem"), ("Ben", "Cem")},
        "annotator": {("Ann",), ("Ben",), ("Cem",)},
        "without": {("Ann",), ("Ben",), ("Cem",)},
    }


def test_scopes_stand_in_order_and_unwanted_ones_are_not_there(report):
    scopes = [row.scope for row in report.rows]
    assert scopes == sorted(scopes, key=SCOPES.index)
    alone = agreement_report(study(), CODEBOOK, Wanted(scopes=("annotator",)))
    assert {row.scope for row in alone.rows} == {"annotator"}
    assert alone.rows == report.of_scope("annotator")


def test_an_article_counts_in_each_of_its_events(report):
    (fair,), (storm,) = (rows_of(report, "event", (name,)) for name in ("fair", "storm"))
    assert (fair.units, storm.units) == (4, 8)


def test_an_article_belongs_to_the_week_of_its_last_submission(report):
    weeks = [rows_of(report, "week", (f"2025-W{week:02}",))[0].units for week in (9, 10, 11)]
    assert weeks == [3, 5, 4]


def test_versions_of_the_codebook_are_named_and_measured_apart(report):
    assert report.judged_by == ("v1", "v2")
    assert [rows_of(report, "version", (name,))[0].units for name in ("v1", "v2")] == [3, 9]
    pooled = rows_of(report, "overall", ())[0]
    assert "pools the codebook versions v1, v2" in pooled.note
    assert "pools" not in rows_of(report, "version", ("v2",))[0].note


def test_a_pair_with_few_articles_in_common_says_so():
    report = agreement_report(study(6), CODEBOOK)
    assert "too few units: 6 in common" in rows_of(report, "pair", ("Ann", "Ben"))[0].note
    assert "too few" not in rows_of(agreement_report(study(), CODEBOOK), "pair", ("Ann", "Ben"))[0].note


def test_an_annotator_against_the_others_is_the_mean_of_the_pairs(report):
    pairs = [rows_of(report, "pair", pair)[0] for pair in (("Ann", "Cem"), ("Ben", "Cem"))]
    (cem,) = rows_of(report, "annotator", ("Cem",))
    assert cem.value == pytest.approx(sum(one.value for one in pairs) / 2)
    assert (cem.units, cem.interval, cem.annotators) == (24, None, 3)
    assert "mean over 2 of 2 pairs" in cem.note


def test_pairs_with_few_articles_in_common_are_left_out_of_the_mean():
    report = agreement_report(study(6), CODEBOOK, Wanted(scopes=("annotator",)))
    (ann,) = rows_of(report, "annotator", ("Ann",))
    assert ann.value is None
    assert ann.reason.startswith("too few units")


def test_without_an_annotator_the_others_are_measured(report):
    (rest,) = rows_of(report, "without", ("Cem",))
    assert (rest.value, rest.annotators) == (1.0, 2)


def test_more_coefficients_are_added_where_the_level_allows_them():
    assert chosen_titles("nominal", 3)[:2] == (
        "percent agreement (mean over units)",
        "Krippendorff's alpha (nominal)",
    )
    more = chosen_titles("nominal", 3, ["pooled"])
    assert more[-1] == "percent agreement (pooled pairs)"
    assert chosen_titles("set", 3, ["jaccard"])[-1] == "Krippendorff's alpha (sets, Jaccard distance)"
    assert not any("weights" in title for title in chosen_titles("nominal", 3, ["all"]))


def test_words_that_speak_of_no_weights_mean_the_usual_ones():
    kappas = [title for title in chosen_titles("ordinal", 3, ["Cohen"]) if "Cohen" in title]
    assert kappas == ["Cohen's kappa (unweighted)", "Cohen's kappa (quadratic weights on ranks)"]
    linear = chosen_titles("interval", 2, ["cohen's kappa (linear weights on scores)"])
    assert linear[-1] == "Cohen's kappa (linear weights on scores)"
    family, everything = (set(chosen_titles("interval", 3, [word])) for word in ("family", "all"))
    assert set(kappas[:1]) < family < everything


def test_a_coefficient_that_nobody_knows_is_refused_by_name():
    with pytest.raises(UnknownCoefficient, match=r"no coefficient 'omega'.*Krippendorff"):
        agreement_report(study(), CODEBOOK, Wanted(coefficients=("omega",)))


@pytest.mark.parametrize("wrong", [{"scopes": ("planet",)}, {"parts": ("poetry",)}])
def test_scopes_and_parts_that_nobody_knows_are_refused(wrong):
    with pytest.raises(ValueError, match="is not one of"):
        Wanted(**wrong)


def test_progress_tells_what_is_done_and_can_stop_the_work():
    told = []
    agreement_report(study(), CODEBOOK, progress=lambda *step: told.append(step))
    total = told[-1][0]
    assert [step[0] for step in told] == list(range(total + 1))
    assert {step[1] for step in told} == {total}
    assert "topic" in {step[2] for step in told}

    def stop(done, of, what):
        if done == 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        agreement_report(study(), CODEBOOK, progress=stop)


def test_work_done_elsewhere_gives_the_same_report(report):
    def backwards(work, tasks):
        return [work(task) for task in reversed(tasks)][::-1]

    assert agreement_report(study(), CODEBOOK, EVERYTHING, run=backwards) == report


def test_a_plan_reaches_every_interval():
    report = agreement_report(
        study(), CODEBOOK, Wanted(Plan("percentile", confidence=0.9, seed=4, replicates=50))
    )
    intervals = [row.agreement.interval for row in report.rows if row.agreement.interval]
    assert {(one.confidence, one.seed, one.replicates) for one in intervals} == {(0.9, 4, 50)}
    assert (report.replicates, report.seed, report.confidence) == (50, 4, 0.9)
