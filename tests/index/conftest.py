"""What tests of libraries share."""

from pathlib import Path

import pytest

from index import Library, derived
from tests.conftest import FakeEncoder
from tests.index.damage import Results, results
from tests.index.libraries import write


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(tmp_path / "a.jsonl", {"a": ["Boats are mended.", "Nets dry."], "b": ["Boats."]})


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with several segments and some paragraphs outside the file of vectors."""
    folder = tmp_path_factory.mktemp("whole")
    documents = {
        f"d{n}": [f"Boat {n} sails to harbour {n % 5} with {n * 7 % 11} men and nets.", f"Net {n}"]
        for n in range(30)
    }
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(derived, "_LATER", 4)
        with Library.create(folder / "library", encoder=FakeEncoder()) as library:
            library.add([write(folder / "many.jsonl", documents)])
            library.add(
                [write(folder / "x.jsonl", {"x": ["Ropes hang in the harbour.", "Boats."]})]
            )
            assert library.check().repaired == ()
    return folder / "library"


@pytest.fixture(scope="module")
def expected(whole: Path) -> Results:
    with Library.open(whole, encoder=FakeEncoder()) as library:
        return results(library)
