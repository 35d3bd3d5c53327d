"""Files whose tests load the whole sample or hash many passwords; the fast subset leaves them out."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent
SLOW = {
    "test_agreement_page.py",
    "test_archive_files.py",
    "test_archiving.py",
    "test_corpus_pages.py",
    "test_doctor.py",
    "test_exports_page.py",
    "test_invitations.py",
    "test_saving_abuse.py",
    "test_sign_in_pages.py",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent == HERE and item.path.name in SLOW:
            item.add_marker(pytest.mark.slow)
