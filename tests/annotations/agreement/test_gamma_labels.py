"""How far labels are apart for gamma, and where they come from."""

import numpy as np
import pytest

from annotations.agreement.gamma import Dissimilarity, layer_gamma, ordinal_distances, tree_distances
from annotations.codebook import Category, Layer
from annotations.reliability import tabulate
from annotations.reliability.columns import span_columns
from tests.annotations.agreement.gamma_studies import SHORT, measured
from tests.annotations.reliability_study import coding


def near(value):
    return pytest.approx(value, abs=1e-9)


def test_steps_between_ordered_labels_count():
    nearby = [(100, [[(10, 30, "A")], [(10, 30, "B")], [(10, 30, "A")]])]
    far = [(100, [[(10, 30, "A")], [(10, 30, "C")], [(10, 30, "A")]])]
    ordered = Dissimilarity(distances=ordinal_distances(3), kind="ordinal")
    one, other = (measured(study, labels="ABC", dissimilarity=ordered)["gamma"] for study in (nearby, far))
    assert (one.observed, other.observed) == (near(1 / 3), near(2 / 3))
    assert one.level == "ordinal"


def test_labels_are_as_far_apart_as_in_the_tree_of_the_codebook():
    family = [
        Category("people", "People", codable=False),
        Category("leader", "Leader", parent="people"),
        Category("crowd", "Crowd", parent="people"),
        Category("place", "Place"),
    ]
    found = tree_distances(["leader", "crowd", "place"], family)
    assert found == near(np.array([[0, 0.5, 1], [0.5, 0, 1], [1, 1, 0]]))


@pytest.mark.parametrize(
    "wrong",
    [
        {"alpha": 0.0},
        {"beta": -1.0},
        {"delta_empty": 0.0},
        {"distances": np.array([[0.0, 0.5], [0.4, 0.0]])},
        {"distances": np.array([[0.1]])},
        {"distances": np.array([[0.0, 2.0], [2.0, 0.0]])},
        {"distances": np.zeros((2, 3))},
    ],
)
def test_a_dissimilarity_that_is_none_is_refused(wrong):
    with pytest.raises(ValueError, match=r"Gamma needs|Distances of categories"):
        Dissimilarity(**wrong)


CODED = ((0, 40), (60, 100))
LAYER = Layer(
    "framing",
    "Framing",
    "",
    (
        Category("PEOPLE", "People", codable=False),
        Category("LEADER", "Leader", parent="PEOPLE"),
        Category("CROWD", "Crowd", parent="PEOPLE"),
    ),
)


def layer_of(*rows, **options):
    codings = [coding("a1", f"annotator {place}", marks=row, coded=CODED) for place, row in enumerate(rows)]
    found = layer_gamma(span_columns(tabulate(codings), LAYER), sampling=SHORT, **options)
    return {one.title: one for one in found}


def test_the_spans_of_a_layer_are_measured_in_what_is_coded_of_the_text():
    found = layer_of([("LEADER", 10, 30), ("CROWD", 70, 80)], [("LEADER", 10, 30), ("CROWD", 45, 55)])
    assert list(found) == [
        "gamma (nominal categories)",
        "gamma-cat (nominal categories)",
        "gamma-k (LEADER)",
        "gamma-k (CROWD)",
    ]
    one = found["gamma (nominal categories)"]
    assert (one.units, one.annotators) == (3, 2)
    assert [(drop.reason, drop.count) for drop in one.dropped] == [("spans outside the coded zones", 1)]
    assert one.observed == near(1 / 1.5)


def test_labels_under_one_heading_are_half_as_far_apart_where_the_tree_counts():
    rows = [[("LEADER", 10, 30)], [("CROWD", 10, 30)]]
    assert layer_of(*rows)["gamma (nominal categories)"].observed == near(1)
    assert layer_of(*rows, by_tree=True)["gamma (nested categories)"].observed == near(0.5)
