"""The machine-readable side of a bundle: datapackage.json (Frictionless Data Package 2) and checksums."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from exports.bundle import Bundle
from exports.columns import Column, Table
from exports.tables import LINE_END, Form
from exports.zipped import Written

CHECKSUMS = "checksums.txt"
README = "README.txt"
PACKAGE = "datapackage.json"

FORMAT = 1

_PROFILE = "https://datapackage.org/profiles/2.0/"
_FIELD_TYPES = {"text": "string", "id": "string", "date": "string", "json": "any"}


def codebook_file(codebook_version: str) -> str:
    """Return the name of the file that holds a codebook version."""
    return f"codebook-{codebook_version}.toml"


def checksums(written: Sequence[Written]) -> str:
    """Return the checksums as `sha256sum --check` reads them."""
    return "".join(f"{file.sha256}  {file.name}\n" for file in written)


def data_package(bundle: Bundle, form: Form, written: Sequence[Written]) -> str:
    """Return the description of all tables for programs that load data packages."""
    package = {
        "$schema": _PROFILE + "datapackage.json",
        "name": bundle.project,
        "title": bundle.title,
        "parallax": {"format": FORMAT, "flavour": form.flavour, "bom": form.bom},
        "resources": [_resource(file, file.table, form) for file in written if file.table],
    }
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"


def _resource(file: Written, table: Table, form: Form) -> dict[str, Any]:
    return {
        "$schema": _PROFILE + "dataresource.json",
        "name": file.name.removesuffix(".csv"),
        "path": file.name,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig" if form.bom else "utf-8",
        "hash": f"sha256:{file.sha256}",
        "bytes": file.size,
        "rows": file.rows,
        "dialect": {"delimiter": ",", "lineTerminator": LINE_END, "quoteChar": '"', "doubleQuote": True},
        "schema": {"fields": [_field(column) for column in table.columns], "missingValues": [""]},
    }


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": _FIELD_TYPES.get(column.type, column.type),
        "description": column.meaning,
        "parallax:type": column.type,
    }
    if column.required:
        field["constraints"] = {"required": True}
    return field
