"""Events as clusters: what was told of the same happening is left out or drawn together."""

from dataclasses import replace

from annotations.agreement import ALPHA, measure
from annotations.reliability import table_data
from annotations.reliability.clustering import by_event
from annotations.reliability.data import ReliabilityData

ROWS = [["a", "a"], ["a", "b"], ["b", "b"], ["b", "b"], ["a", "a"], ["b", "a"], ["a", "a"], ["b", "b"]]


def study(*events: str | None) -> ReliabilityData:
    data = table_data(ROWS[: len(events)], level="nominal")
    articles = tuple(f"article {place}" for place in range(len(events)))
    return replace(data, units=articles, clusters=articles, events=events)


def groups(data: ReliabilityData) -> list[list[int]]:
    found: dict[str, list[int]] = {}
    for place, name in enumerate(data.clusters):
        found.setdefault(name, []).append(place)
    return list(found.values())


def test_articles_about_the_same_event_are_one_cluster():
    data = by_event(study("fire", "flood", "fire", "flood"))
    assert groups(data) == [[0, 2], [1, 3]]
    assert data.cluster == "event"


def test_an_article_about_two_events_binds_them_together():
    assert groups(by_event(study("fire", "flood", "storm", "flood|fire"))) == [[0, 1, 3], [2]]


def test_an_article_without_an_event_stands_alone_whatever_its_name():
    data = study("article 1", None, None, "article 1")
    assert groups(by_event(data)) == [[0, 3], [1], [2]]


def test_units_of_one_article_stay_together():
    data = replace(study(None, None, "fire", None), clusters=("A", "A", "B", "B"))
    assert groups(by_event(data)) == [[0, 1], [2, 3]]


def test_data_without_events_keep_their_clusters():
    data = replace(study(None, None), events=())
    assert by_event(data) is data


def test_the_interval_names_the_events():
    data = by_event(study(*("fire", "flood", "storm", "quake") * 2))
    between = measure(data, (ALPHA["nominal"],))[0].interval
    assert (between.kind, between.clusters) == ("event", 4)
    assert between.method.startswith("jackknife over events")
