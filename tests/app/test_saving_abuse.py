"""Bodies that lenient readers take, and bodies nobody should take: refused with a reason, never a 500."""

import json

import pytest

from app.api.strict_json import BadJson, read
from tests.annotations.small_study import mark
from tests.app.saving_study import Study, make_study


@pytest.fixture
def study(app, database) -> Study:
    return make_study(app, database)


def post(study, raw: bytes, content_type: str = "application/json"):
    path = f"/api/assignments/{study.assignment_id}/changes"
    headers = {"X-CSRF-Token": study.token, "Content-Type": content_type}
    return study.visitor.client.post(path, data=raw, headers=headers)


HEAD = b'{"base_version": 0, "key": "k", "client_time": "2025-05-08T09:30:00Z", '
BAD_BODIES = {
    "nothing": b"",
    "not JSON": b"spans=1",
    "cut off": HEAD + b'"operations": [',
    "a list": b"[]",
    "a text": b'"submit"',
    "nested without end": b"[" * 100_000,
    "nested without end inside": HEAD + b'"operations": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "nested objects": b'{"a":' * 100_000,
    "a key twice": HEAD + b'"operations": [{"op": "note", "note": "a", "note": "b"}]}',
    "NaN": HEAD + b'"operations": [{"op": "answer", "variable": "slant", "value": NaN}]}',
    "infinity": HEAD + b'"operations": [{"op": "answer", "variable": "slant", "value": -Infinity}]}',
    "a number of 5,000 digits": HEAD + b'"operations": [' + b"9" * 5_000 + b"]}",
    "a number beyond all": HEAD + b'"operations": [1e999]}',
    "half a character": HEAD + b'"operations": [{"op": "note", "note": "\\ud83d"}]}',
    "half a character as a key": HEAD + b'"operations": [{"\\udc00": 1}]}',
    "Latin-1": HEAD + '"operations": [{"op": "note", "note": "é"}]}'.encode("latin-1"),
    "UTF-16": json.dumps({"base_version": 0}).encode("utf-16"),
}


@pytest.mark.parametrize("what", BAD_BODIES)
def test_what_is_not_clean_json_is_refused_with_a_reason(study, what):
    answer = post(study, BAD_BODIES[what])
    assert answer.status_code == 400, answer.text
    assert answer.json["error"] == "not-json"
    assert answer.json["message"].endswith(".")
    assert study.stored()["version"] == 0


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_another_content_type_is_refused(study, content_type):
    answer = post(study, json.dumps(study.change(mark())).encode(), content_type)
    assert answer.status_code == 400
    assert answer.json["error"] == "not-json"


WRONG = {
    "a key missing": {"operations": None},
    "another key": {"extra": 1},
    "a version that is text": {"base_version": "0"},
    "a version that is true": {"base_version": False},
    "a version below nought": {"base_version": -1},
    "a key with spaces": {"key": "a b"},
    "a key that is too long": {"key": "k" * 65},
    "a key that is a number": {"key": 7},
    "a time that is none": {"client_time": "yesterday"},
    "a time with NUL": {"client_time": "2025-05-08\0"},
    "no operations": {"operations": []},
    "operations as an object": {"operations": {"op": "submit"}},
    "too many operations": {"operations": [{"op": "note", "note": ""}] * 501},
    "an operation that is a list": {"operations": [["op", "submit"]]},
    "an operation nobody knows": {"operations": [{"op": "erase"}]},
    "an operation with NUL": {"operations": [{"op": "note", "note": "a\0b"}]},
    "a span of half numbers": {"operations": [mark() | {"start": 6.0}]},
    "a span beyond everything": {"operations": [mark() | {"end": 2**60}]},
    "deep values": {"operations": [{"op": "answer", "variable": "slant", "value": [[[[1]]]]}]},
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_no_change_is_refused_with_a_reason(study, what):
    body = study.change(mark()) | WRONG[what]
    if body["operations"] is None:
        del body["operations"]
    answer = study.send(body)
    assert answer.status_code == 422, answer.text
    assert answer.json["error"] == "invalid"
    assert answer.json["message"]
    assert study.stored()["version"] == 0


def test_a_body_beyond_a_megabyte_is_refused_unread(study):
    answer = post(study, HEAD + b'"operations": ["' + b"x" * 1_000_000 + b'"]}')
    assert answer.status_code == 413
    assert answer.json["message"]


def test_a_deep_value_that_json_still_reads_is_refused_too(study):
    deep = b"[" * 900 + b"]" * 900
    operation = b'[{"op": "answer", "variable": "slant", "value": ' + deep + b"}]"
    assert post(study, HEAD + b'"operations": ' + operation + b"}").status_code in (400, 422)


def test_a_change_without_the_form_token_is_refused(study):
    path = f"/api/assignments/{study.assignment_id}/changes"
    answer = study.visitor.client.post(path, json=study.change(mark()))
    assert answer.status_code == 403
    assert answer.json["error"]


def test_clean_json_is_read_as_it_is():
    body = {"a": [1, -2.5, "😀", "\\ud83d", None, True, {"b": ""}]}
    assert read(json.dumps(body, ensure_ascii=False).encode()) == body
    assert read(json.dumps(body).encode()) == body
    with pytest.raises(BadJson, match="given twice"):
        read(b'{"a": 1, "a": 2}')
