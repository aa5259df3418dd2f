"""What tests of libraries share."""

from pathlib import Path

import pytest

from tests.index.libraries import write


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(tmp_path / "a.jsonl", {"a": ["Boats are mended.", "Nets dry."], "b": ["Boats."]})
