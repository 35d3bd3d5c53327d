import json
from pathlib import Path

import pytest

from exports.labelstudio.parsing import parse
from exports.labelstudio.quotes import words_of_html
from exports.labelstudio.validator import faults

FIXTURES = Path(__file__).resolve().parents[3] / "shared" / "labelstudio"
pytestmark = pytest.mark.skipif(not FIXTURES.is_dir(), reason="the files of Label Studio are not beside us")


def fixture(name: str):
    path = FIXTURES / name
    if not path.is_file():
        return []
    return json.loads(path.read_text(encoding="utf-8")) if name.endswith("json") else path.read_text("utf-8")


CASES = fixture("result_cases.json") or {"cases": [], "text": ""}


@pytest.mark.parametrize("case", CASES["cases"], ids=[case["name"] for case in CASES["cases"]])
def test_each_result_gets_the_right_verdict(case):
    found = faults(case["result"], parse(fixture(CASES["config"])), {"body": CASES["text"]})
    assert (not found) == case["should_be_valid"], found
    assert all(fault.reason and fault.id in {"a1", "g1", "zz", "b2", ""} for fault in found)


def test_what_the_editor_itself_wrote_is_accepted():
    for one in fixture("browser_made.json"):
        config = parse(one["label_config"])
        for task in one["export"]:
            texts = {
                text.name: words_of_html(task["data"][text.key]) if text.html else task["data"][text.key]
                for text in config.texts.values()
            }
            for annotation in task["annotations"]:
                assert faults(annotation["result"], config, texts) == [], one["note"]


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        ([1], "no JSON object"),
        ([{"from_name": []}], "no control"),
        ([{"from_name": "frame", "to_name": "body", "type": "labels", "value": 1}], "no JSON object"),
        ([{"from_name": "frame", "to_name": "x", "type": "labels", "value": {}}], "belongs to"),
        ([{"from_name": "tone", "to_name": "body", "type": "rating", "value": {}}], "has no 'rating'"),
        ([{"from_name": "tone", "to_name": "body", "type": "rating", "id": 7, "value": {"rating": 1}}], "id"),
        (
            [{"from_name": "sources", "to_name": "body", "type": "number", "value": {"number": 1e400}}],
            "number",
        ),
        ([{"type": "relation", "from_id": [], "to_id": {}}], "no region"),
    ],
)
def test_what_is_no_result_is_refused_with_a_reason(result, reason):
    found = faults(result, parse(fixture("framing_config.xml")), {"body": "Some text"})
    assert reason in found[0].reason
