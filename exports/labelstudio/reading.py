"""Reading annotations that Label Studio exported, with the labeling config beside them or without it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from exports.formats.gathered import Gathered
from exports.formats.incoming import Unreadable, json_of, table_of, text_of, with_endings
from exports.formats.marked import File, Found
from exports.labelstudio.inferring import inferred
from exports.labelstudio.minimal import is_minimal, tasks_of_rows, tasks_of_table
from exports.labelstudio.model import BadConfig, Config
from exports.labelstudio.parsing import parse
from exports.labelstudio.tasks import Names, Taken, take_task


def read(files: Sequence[File]) -> Found:
    """Return the annotations of JSON, JSON_MIN, CSV and TSV exports and of pages of the API.

    The labeling config may come along as a file of XML or inside a project of the API. Without it, what
    was answered says which controls there are.
    """
    gathered = Gathered()
    configs: list[Config] = []
    gathered.take(with_endings(files, ".xml"), lambda file: configs.append(_config(text_of(file))))
    waiting: list[tuple[File, Any]] = []
    gathered.take(with_endings(files, ".json"), lambda file: waiting.append((file, json_of(text_of(file)))))
    gathered.take(
        [file for file, held in waiting if _project_config(held)],
        lambda file: configs.append(_config(_project_config(json_of(text_of(file))))),
    )
    known = configs[0] if configs else None
    rows = {file.path: held for file, held in waiting if not _project_config(held)}
    jsons = [file for file, _ in waiting if file.path in rows]
    gathered.take(
        jsons, lambda file: _take(file.path, _tasks(rows[file.path], known, gathered), known, gathered)
    )
    for ending, separator in ((".csv", ","), (".tsv", "\t")):
        gathered.take(
            with_endings(files, ending),
            lambda file, separator=separator: _take(  # type: ignore[misc]
                file.path, tasks_of_table(text_of(file), separator, known, gathered.losses), known, gathered
            ),
        )
    return gathered.found()


def _config(xml: str) -> Config:
    try:
        return parse(xml)
    except BadConfig as reason:
        raise Unreadable(str(reason)) from None


def _project_config(held: object) -> str:
    """Return the labeling config of what is a project of the API, or nothing."""
    config = held.get("label_config") if isinstance(held, dict) and "data" not in held else None
    return config if isinstance(config, str) else ""


def _tasks(held: Any, known: Config | None, gathered: Gathered) -> list[Any]:
    if isinstance(held, dict):
        held = held.get("tasks", [held])
    if not isinstance(held, list):
        raise Unreadable("It holds neither tasks nor a task of Label Studio.")
    if is_minimal(held):
        return tasks_of_rows(held, known, gathered.losses)
    return held


def _take(path: str, tasks: list[Any], known: Config | None, gathered: Gathered) -> None:
    sound: list[tuple[str, Mapping[str, Any]]] = []
    for number, task in enumerate(tasks, 1):
        named = f"task {task['id']}" if isinstance(task, dict) and type(task.get("id")) is int else ""
        place = named or f"task number {number}"
        gathered.attempt(path, place, lambda place=place, task=task: sound.append((place, _task(task))))
    config = known or inferred(task for _, task in sound)
    names = Names()
    for place, task in sound:
        gathered.attempt(path, place, take_task, Taken(path, place, config, gathered), task, names)


def _task(task: object) -> dict[str, Any]:
    found = table_of(task, "A task")
    table_of(found.get("data"), "Its data")
    annotations = found.get("annotations") or []
    if not isinstance(annotations, list):
        raise Unreadable("Its annotations must be a list.")
    for annotation in annotations:
        results = table_of(annotation, "An annotation").get("result")
        if not isinstance(results, list):
            raise Unreadable("The result of an annotation must be a list.")
    return found
