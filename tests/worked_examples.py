"""Worked examples: CSV files in a folder ``examples`` beside the test, each row an acceptance test with its source."""

import csv
from pathlib import Path

import pytest

Row = dict[str, str]


def worked_examples(test_file: str, name: str) -> list[pytest.param]:
    """The rows of ``examples/<name>.csv`` beside the test file, for ``pytest.mark.parametrize("row", ...)``.

    Errors: ValueError for an empty file or a row without label or source.
    """
    path = Path(test_file).parent / "examples" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows: list[Row] = list(csv.DictReader(lines))
    if not rows or any(not row.get("label") or not row.get("source") for row in rows):
        raise ValueError(f"{path.name}: every row needs a label and a source")
    return [pytest.param(row, id=f"{row['label']} [{number}]") for number, row in enumerate(rows, 2)]
