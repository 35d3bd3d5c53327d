"""REFI-QDA codebook (.qdc), both ways: what programs for qualitative analysis exchange."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from annotations.codebook import NOT_APPLICABLE, Category, Codebook
from annotations.codebook_draft import CodebookDraft, Path
from annotations.errors import CodebookError, Problem
from annotations.text import fingerprint
from annotations.variable_checks import CLOSED
from annotations.wellformed import CODE
from exports.errors import Unwritable
from exports.formats import qda_codes, qda_words
from exports.formats.marked import Loss, Losses
from exports.formats.xml_words import in_attribute, in_text, is_sayable, local, sayable
from exports.safe_xml import BadXml, read_xml

NAMESPACE = "urn:QDA-XML:codebook:1.0"
ORIGIN = "Parallax"

_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_QUESTIONS = {
    qda_codes.ARTICLE_ROLE: ("article_questions", "article"),
    qda_codes.OUTLET_ROLE: ("outlet_questions", "outlet"),
}


def write_qdc(codebook: Codebook, project: str) -> str:
    """Return the codebook as a .qdc; the same codes have the same identifiers in every version.

    Raises:
        Unwritable: the codebook has no code yet, or holds characters that XML cannot hold.
    """
    return "".join(_pieces(codebook, project))


def _pieces(codebook: Codebook, project: str) -> Iterator[str]:
    trees = qda_codes.code_trees(codebook, project)
    if not trees:
        raise Unwritable("The codebook has no layer and no question yet, and a .qdc needs at least one code.")
    words = qda_words.described(codebook, qda_words.HEAD, qda_codes.HEAD_ROLE)
    said = [(codebook.title, words), *((one.name, one.description) for one in qda_codes.flattened(trees))]
    for name, description in said:
        if not is_sayable(name + description):
            raise Unwritable(f"{sayable(name)!r} holds a control character, which a .qdc cannot hold.")
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<CodeBook xmlns="{NAMESPACE}" origin="{ORIGIN}">\n<Codes>\n'
    yield from qda_codes.code_xml(trees)
    yield "</Codes>\n<Sets>\n"
    own = qda_codes.guid(project, "codebook")
    yield f'<Set guid="{own}" name="{in_attribute(codebook.title)}">\n'
    yield f"<Description>{in_text(words)}</Description>\n"
    yield from (f'<MemberCode guid="{tree.guid}"/>\n' for tree in trees)
    yield "</Set>\n</Sets>\n</CodeBook>\n"


def read_qdc(text: str) -> Codebook:
    """Return the codebook, or raise CodebookError with every problem in it, each with its line.

    The codes of another program become the labels of one layer, in their tree, for the team to go on from.
    """
    root, reader = _root(text), _Reader()
    try:
        return reader.codebook(root, fingerprint(text))
    except CodebookError as error:
        raise CodebookError(reader.placed(error.problems), error.problems) from None


def losses_of_qdc(text: str) -> tuple[Loss, ...]:
    """Return what ``read_qdc`` leaves aside of a codebook that it can read: sets of other programs."""
    losses = Losses()
    for one in _root(text).iterfind("{*}Sets/{*}Set"):
        if qda_words.role_of(_description(one)) != qda_codes.HEAD_ROLE:
            losses.add("sets of codes", str(one.get("name") or ""))
    return losses.listed()


def _root(text: str) -> Any:
    try:
        root = read_xml(_DECLARATION.sub("", text, count=1).encode("utf-8", "surrogatepass"))
    except BadXml as fault:
        raise CodebookError([str(fault)]) from None
    if local(root) != "CodeBook" or not str(root.tag).startswith("{urn:QDA-XML:codebook:"):
        raise CodebookError(["line 1: this is no REFI-QDA codebook: its outermost element is no CodeBook."])
    return root


@dataclass
class _Names:
    """Codes given to entries whose names cannot be codes."""

    taken: set[str] = field(default_factory=lambda: {NOT_APPLICABLE})

    def code(self, name: str) -> str:
        """Return the name as a code; a number follows one that was there before."""
        stem = name if CODE.fullmatch(name) else re.sub(r"[^A-Za-z0-9_.-]+", "_", name).strip("_.-")[:60]
        code, count = stem or "code", 1
        while code in self.taken:
            count += 1
            code = f"{(stem or 'code')[:58]}-{count}"
        self.taken.add(code)
        return code


class _Reader:
    """Goes through the codes once and remembers on which line each entry begins."""

    def __init__(self) -> None:
        self.draft = CodebookDraft()
        self.lines: dict[Path, int] = {(): 1}

    def codebook(self, root: Any, sha256: str) -> Codebook:
        codes = [code for part in root.iterchildren("{*}Codes") for code in part.iterchildren("{*}Code")]
        roles = {code: qda_words.role_of(_description(code)) for code in codes}
        if not any(roles.values()):
            return self.draft.codebook(_foreign_head(root, sha256) | {"layers": [self._one_layer(codes)]})
        by_role: dict[str, list[Any]] = defaultdict(list)
        for code, role in roles.items():
            by_role[role].append(code)
        parts: dict[str, Any] = {
            "layers": [
                self._layer(("layers", i), code, by_role)
                for i, code in enumerate(by_role.pop(qda_codes.LAYER_ROLE, ()))
            ]
        }
        for role, (name, unit) in _QUESTIONS.items():
            asked = by_role.pop(role, ())
            parts[name] = [self._variable((name, i), code, unit) for i, code in enumerate(asked)]
        self._refuse_others(by_role)
        return self.draft.codebook(_head(root, sha256) | parts)

    def _layer(self, path: Path, code: Any, by_role: dict[str, list[Any]]) -> Any:
        self.lines[path] = code.sourceline
        fields = {"definition": "", **_fields(code, qda_words.LAYER)}
        attributes = by_role.pop(f"{qda_codes.ATTRIBUTE_ROLE}{fields.get('code', '')}", ())
        fields["labels"] = self._categories((*path, "labels"), code)
        fields["attributes"] = [
            self._variable((*path, "attributes", i), one, "span") for i, one in enumerate(attributes)
        ]
        return self.draft.layer(path, fields)

    def _variable(self, path: Path, code: Any, unit: str) -> Any:
        self.lines[path] = code.sourceline
        fields = {"level": "", "unit": unit, **_fields(code, qda_words.VARIABLE)}
        if fields.get("kind") in CLOSED:
            fields["categories"] = self._categories((*path, "categories"), code)
        return self.draft.variable(path, fields)

    def _one_layer(self, codes: Sequence[Any]) -> Any:
        path: Path = ("layers", 0)
        names, labels = _Names(), list[Category]()
        for code in codes:
            labels.extend(self._below((*path, "labels"), code, "", names, len(labels)))
        return self.draft.layer(path, {"code": "codes", "name": "Codes", "definition": "", "labels": labels})

    def _categories(self, path: Path, heading: Any) -> list[Category]:
        names, found = _Names(), list[Category]()
        for code in heading.iterchildren("{*}Code"):
            if code.get("name") != NOT_APPLICABLE:
                found.extend(self._below(path, code, "", names, len(found)))
        return found

    def _below(self, path: Path, code: Any, parent: str, names: _Names, index: int) -> Iterator[Category]:
        """Yield the category of a code and of those below it."""
        self.lines[(*path, index)] = code.sourceline
        fields = _fields(code, (*qda_words.CATEGORY, qda_words.PARENT))
        own = names.code(code.get("name", ""))
        if parent:
            fields["parent"] = parent
        fields |= {"code": own, "colour": _colour(code), "codable": code.get("isCodable") in ("true", "1")}
        yield self.draft.category((*path, index), fields)
        for below in code.iterchildren("{*}Code"):
            for category in self._below(path, below, own, names, index + 1):
                index += 1
                yield category

    def _refuse_others(self, by_role: Mapping[str, Sequence[Any]]) -> None:
        for i, code in enumerate(code for codes in by_role.values() for code in codes):
            self.lines[("codes", i)] = code.sourceline
            what = f"{code.get('name', '')[:80]!r} does not say to which layer or question it belongs"
            self.draft.report(("codes", i), f"{what}; put it below the heading of one")

    def placed(self, problems: Sequence[Problem]) -> list[str]:
        """Return the problems as sentences with their lines, from the top of the file to its end."""
        lines = []
        for problem in problems:
            around = problem.path
            while around not in self.lines:
                around = around[:-1]
            field = problem.path[-1] if problem.path else ""
            part = f", {field}" if isinstance(field, str) and field else ""
            lines.append((self.lines[around], f"{part}: {problem.message}"))
        return [f"line {line}{said}" for line, said in sorted(lines, key=lambda one: one[0])]


def _description(code: Any) -> str:
    return next((str(one.text or "") for one in code.iterchildren("{*}Description")), "")


def _fields(code: Any, parts: Sequence[qda_words.Part]) -> dict[str, Any]:
    return {"name": code.get("name", ""), **qda_words.understood(_description(code), parts)}


def _colour(code: Any) -> str:
    colour = str(code.get("color") or "")
    short = re.fullmatch("#([0-9A-Fa-f])([0-9A-Fa-f])([0-9A-Fa-f])", colour)
    return "#" + "".join(2 * digit for digit in short.groups()) if short else colour


def _head(root: Any, sha256: str) -> dict[str, Any]:
    for one in root.iterfind("{*}Sets/{*}Set"):
        description = _description(one)
        if qda_words.role_of(description) == qda_codes.HEAD_ROLE:
            return {"title": one.get("name", ""), **qda_words.understood(description, qda_words.HEAD)}
    return _foreign_head(root, sha256)


def _foreign_head(root: Any, sha256: str) -> dict[str, Any]:
    origin = " ".join(str(root.get("origin") or "another program").split())
    # Such a file has no version: what was in it names it, so that a changed file is another version.
    return {"title": f"Codebook from {origin}"[:200], "version": f"qdc-{sha256[:8]}"}
