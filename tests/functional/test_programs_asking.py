"""Which tasks a script asks for: filters and ordering as clients write them, and what is refused."""

import json

from tests.functional.programs import close
from tests.functional.programs import tokens as tokens
from tests.functional.test_blindness import scene as scene


def chosen(*items, conjunction="and", **query):
    filters = [dict(zip(("filter", "operator", "value"), one, strict=True)) for one in items]
    return "query=" + json.dumps({"filters": {"conjunction": conjunction, "items": filters}, **query})


NOT_OFFERED = [
    "view=3",
    "query=[",
    "query=" + "[" * 2000,
    'query={"filters":{"conjunction":"and","items":[{}]}}',
    'query={"filters":{"conjunction":"xor"}}',
    'query={"ordering":["id"]}',
    'query={"ordering":["tasks:agreement"]}',
    'query={"selectedItems":{"all":false,"included":["1"]}}',
    chosen(("filter:tasks:reviewed", "equal", True)),
    chosen(("filter:tasks:id", "regex", "1")),
    chosen(("filter:tasks:id", "equal", 10**30)),
    chosen(("filter:tasks:id", "equal", True)),
    chosen(("filter:tasks:id", "in_list", [0] * 9_000), selectedItems={"included": [1] * 2_000}),
    chosen(("filter:tasks:id", "empty", 3)),
    chosen(("filter:tasks:completed_at", "greater", "soon")),
    chosen(("filter:tasks:completed_at", "greater", "0001-01-01T00:00:00+14:00")),
    chosen(("filter:tasks:data.title", "contains", "\x00")),
    chosen(("filter:tasks:data.title", "in", {"min": "a"})),
    "page=0",
    "page_size=-1",
    "page=" + "9" * 30,
]


def test_what_is_not_offered_is_refused_and_not_passed_over(app, scene, tokens):
    headers = {"Authorization": f"Token {tokens['manager']}"}
    for query in NOT_OFFERED:
        answer = app.test_client().get(
            f"/api/tasks/?{query}&project={scene.ids['project_id']}", headers=headers
        )
        assert (answer.status_code, bool(answer.json["detail"])) == (400, True), query
    for path in ("projects/0", "tasks/999999", f"tasks/{10**30}/annotations", f"annotations/{2**31}"):
        assert app.test_client().get(f"/api/{path}/", headers=headers).status_code == 404, path
    posted = app.test_client().post("/api/dm/actions/", headers=headers, json={})
    assert posted.status_code == 404


def test_tasks_are_filtered_and_ordered_as_clients_ask(app, database, scene, tokens):
    first, project = scene.ids["task_id"], scene.ids["project_id"]
    second = first + 1

    def listed(person, query):
        headers = {"Authorization": f"Token {tokens[person]}"}
        answer = app.test_client().get(f"/api/tasks/?project={project}&{query}", headers=headers)
        return (
            [one["id"] for one in answer.json["tasks"]] if answer.status_code == 200 else answer.status_code
        )

    done = chosen(("filter:tasks:completed_at", "empty", False))
    assert listed("manager", done) == []  # the round is blind
    assert listed("annotator", done) == []
    assert listed("colleague", done) == [first]
    close(database)
    later = ("filter:tasks:created_at", "in", {"min": "2020-01-01T00:00:00.000000Z", "max": "2999-01-01"})
    for query, found in (
        (done, [first]),
        (chosen(("filter:tasks:completed_at", "empty", "true")), [second]),
        (chosen(("filter:tasks:total_annotations", "greater", 0)), [first]),
        (chosen(("filter:tasks:total_annotations", "equal", 0), later), [second]),
        (chosen(("filter:tasks:id", "in_list", [second, 2**52])), [second]),
        (chosen(("filter:tasks:id", "less", first + 0.5)), [first]),
        (chosen(("filter:tasks:id", "not_equal", first), ("filter:tasks:id", "less", second)), []),
        (chosen(("filter:tasks:id", "equal", first), later, conjunction="or"), [first, second]),
        (chosen(("filter:tasks:data.outlet", "contains", "lAMP")), [first, second]),
        (chosen(("filter:tasks:data.outlet", "not_contains", "lamp")), []),
        (chosen(("filter:tasks:updated_at", "less", "2020-01-01T00:00:00Z")), []),
        (chosen(ordering=["-tasks:id"]), [second, first]),
        (chosen(ordering=["-tasks:completed_at"]), [first, second]),
        (chosen(ordering=["tasks:total_annotations", "tasks:data.title"]), [second, first]),
        (chosen(selectedItems={"all": False, "included": [second]}), [second]),
        (chosen(selectedItems={"all": True, "excluded": [second]}), [first]),
        (chosen(selectedItems={"all": False, "included": []}), []),
    ):
        assert listed("manager", query) == found, query
    # What a round hides from its annotators cannot be asked for either.
    for query in (
        chosen(("filter:tasks:data.outlet", "contains", "L")),
        chosen(ordering=["tasks:data.name"]),
    ):
        assert listed("annotator", query) == 400
