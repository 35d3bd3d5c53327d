"""Files whose tests read the whole sample, start processes or hash many passwords: not in the fast subset."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent
SLOW = {
    "test_agreement_page.py",
    "test_archive_files.py",
    "test_archive_refusals.py",
    "test_archiving.py",
    "test_corpus_pages.py",
    "test_doctor.py",
    "test_executors.py",
    "test_exports_page.py",
    "test_framing_pages.py",
    "test_invitations.py",
    "test_marks_pages.py",
    "test_other_formats.py",
    "test_presets_page.py",
    "test_saving_abuse.py",
    "test_sign_in_pages.py",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent == HERE and item.path.name in SLOW:
            item.add_marker(pytest.mark.slow)
