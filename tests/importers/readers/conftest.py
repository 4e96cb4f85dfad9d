"""Where the real files are that some tests read; they are no part of the product."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


def real_files() -> Path | None:
    """The folder named by ELOCAL_TEST_DATA, else `../shared/data` beside the repository; None when there is none."""
    named = os.environ.get("ELOCAL_TEST_DATA")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    return folder if folder.is_dir() else None


@pytest.fixture(scope="session")
def real() -> Path:
    """The folder of real files; the test is skipped without it."""
    folder = real_files()
    if folder is None:
        pytest.skip("no real files: set ELOCAL_TEST_DATA to their folder, or put them at ../shared/data")
    return folder
