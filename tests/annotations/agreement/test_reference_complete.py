"""Every check of the reference file is in a test of its own, by name; none was forgotten."""

import json
from collections import Counter
from typing import Any

from tests.annotations.agreement import (
    test_gamma_reference,
    test_reference_kappas,
    test_reference_ratings,
    test_reference_values,
    test_span_detection,
    test_unitizing_reference,
)
from tests.annotations.agreement.reference import cases
from tests.annotations.agreement.tables import needs_shared

MODULES = (
    test_gamma_reference,
    test_reference_kappas,
    test_reference_ratings,
    test_reference_values,
    test_span_detection,
    test_unitizing_reference,
)


def told(values: Any) -> list[str]:
    """Return the checks among the values of a parameter; those of a case that comes as a whole."""
    dicts = [value for value in values if isinstance(value, dict)]
    found = [value for value in dicts if "coefficient" in value]
    if not found:
        found = [check for value in dicts for check in value.get("checks", ())]
    return [json.dumps(check, sort_keys=True) for check in found]


def met() -> set[str]:
    found: set[str] = set()
    for module in MODULES:
        for function in vars(module).values():
            for mark in getattr(function, "pytestmark", ()):
                if mark.name == "parametrize":
                    for one in mark.args[1]:
                        values = (
                            one.values if hasattr(one, "values") and not isinstance(one, dict) else (one,)
                        )
                        found.update(told(values))
    return found


@needs_shared
def test_every_check_of_the_reference_file_is_tested_by_name():
    known = [json.dumps(check, sort_keys=True) for case in cases() for check in case["checks"]]
    forgotten = Counter(json.loads(check)["coefficient"] for check in set(known) - met())
    assert forgotten == Counter()
    assert len(known) == 1823
