"""The page about agreement defines every coefficient, and its examples hold."""

import re
from pathlib import Path
from typing import Any

import pytest

from annotations.agreement.coefficients import FAMILY

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "agreement.md").read_text(encoding="utf-8")
FIRST, *EXAMPLES = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
# The parts of the page in which every section defines a coefficient.
DEFINING = ("Coefficients for categories", "Coefficients for ratings", "Coefficients for spans")
SECTIONS = {
    section.split("\n", 1)[0]: section
    for part in re.split(r"^## ", PAGE, flags=re.MULTILINE)
    if part.startswith(DEFINING)
    for section in re.split(r"^### ", part, flags=re.MULTILINE)[1:]
}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.split("\n")[-2][:60])
def test_every_example_holds(example: str):
    told: dict[str, Any] = {}
    for block in (FIRST, example):
        exec(compile(block, "docs/agreement.md", "exec"), told)  # noqa: S102 - the examples of our own page
    assert "assert" in example


@pytest.mark.parametrize("title", SECTIONS)
def test_every_coefficient_has_formula_source_use_and_limits(title: str):
    for part in ("**Formula.**", "**Source.**", "**Use.**", "**Undefined**", "```python"):
        assert part in SECTIONS[title], f"{title}: {part}"


@pytest.mark.parametrize("name", sorted({one.name for one in FAMILY.values()}))
def test_every_coefficient_by_name_is_defined(name: str):
    defined = PAGE.replace("### ", "")
    assert name in defined or name.split("(")[0] in defined


def test_the_page_links_to_its_own_sections():
    headings = re.findall(r"^#+ (.+)$", PAGE, re.MULTILINE)
    anchors = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    assert set(re.findall(r"\]\(#([^)]+)\)", PAGE)) <= anchors


def test_the_measured_coverage_is_on_the_page():
    table = PAGE.split("<!-- coverage -->")[1].split("<!-- end of coverage -->")[0]
    assert table.count("\n|") >= 15
