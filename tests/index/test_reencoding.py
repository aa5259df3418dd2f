"""Giving a library another encoder: all at once or not at all, and without the files."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index import Library, derived, text_vectors
from index.errors import LibraryBusy, LibraryError, ModelError, WrongModel
from index.tokens import Tokens
from tests.conftest import ROOT, FakeEncoder
from tests.index.libraries import write
from tests.index.tiny_model import make_tiny_model

TEXTS = [f"Boat {n} carries {n * 7} barrels of herring." for n in range(20)]


class OtherEncoder(FakeEncoder):
    """One whose vectors are shorter."""

    dimension = 32


class StoppedEncoder(OtherEncoder):
    """The same, stopped in the middle of the first time that it is used."""

    def encode_document_tokens(
        self, texts: Sequence[str]
    ) -> tuple[NDArray[np.float32], list[Tokens]]:
        if len(self.encoded) >= 8:
            raise KeyboardInterrupt
        return super().encode_document_tokens(texts)


StoppedEncoder.__name__ = "OtherEncoder"  # by which a library knows it


def make(folder: Path, *, token_vectors: bool = True) -> None:
    documents = write(folder.parent / "boats.jsonl", {"boats": TEXTS})
    with Library.create(folder, encoder=FakeEncoder(), token_vectors=token_vectors) as library:
        assert not library.add([documents]).failed
    documents.unlink()


def nearest(library: Library, question: str) -> str:
    with library.view() as view:
        ((key, _),) = view.nearest(library.encoder.encode_query(question), 1)
        cosines = view.token_cosines(
            library.encoder.encode_query_tokens(question)[1].vectors, [key]
        )
        assert cosines is not None
        assert cosines[0].max() > 0.5, "its token vectors are of the same encoder"
        assert [found for found, _ in view.matching(question, 1)] == [key]
        return view.paragraphs([key])[key].text


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make(tmp_path / "library")
    return tmp_path / "library"


def test_texts_are_encoded_anew_without_their_files(folder: Path) -> None:
    other, told = OtherEncoder(), []
    with Library.open(folder, encoder=FakeEncoder()) as library:
        n_encoded = library.reencode(
            encoder=other, progress=lambda done, of: told.append((done, of))
        )
        assert n_encoded == 20
        assert sorted(other.encoded) == sorted(TEXTS)
        assert told[-1] == (20, 20)
        assert library.model == "OtherEncoder"
        assert nearest(library, "boat 7 of 49 barrels") == TEXTS[7]
    with Library.open(folder, encoder=OtherEncoder()) as library:
        assert nearest(library, "boat 7 of 49 barrels") == TEXTS[7]
        assert library.check().repaired == ()
        assert library.add([write(folder.parent / "more.jsonl", {"more": ["A tug."]})]).added == 1


def test_the_vectors_of_the_former_encoder_go(folder: Path) -> None:
    with Library.open(folder, encoder=FakeEncoder()) as library:
        library.reencode(encoder=OtherEncoder())
    connection = sqlite3.connect(folder / "library.sqlite3")
    for table in ("vector", "token_vector"):
        models = connection.execute(f"SELECT DISTINCT model FROM {table}").fetchall()
        assert models == [("OtherEncoder",)]
    connection.close()


def test_no_token_vectors_come_to_a_library_without(tmp_path: Path) -> None:
    make(tmp_path / "library", token_vectors=False)
    with Library.open(tmp_path / "library", encoder=FakeEncoder()) as library:
        library.reencode(encoder=OtherEncoder())
        with library.view() as view:
            assert view.token_cosines(np.ones((1, 32), np.float32), [1]) is None
            assert view.nearest(library.encoder.encode_query("Boat 3"), 1)


def test_a_file_of_vectors_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(derived, "_LATER", 5)
    folder = tmp_path / "library"
    make(folder)
    (file,) = (folder / "derived").glob("*.faiss")
    before = file.read_bytes()
    with Library.open(folder, encoder=FakeEncoder()) as library:
        library.reencode(encoder=OtherEncoder())
        assert file.read_bytes() != before
        assert nearest(library, "boat 7 of 49 barrels") == TEXTS[7]


def test_what_was_encoded_before_a_stop_is_not_encoded_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_vectors, "_TEXTS_AT_ONCE", 4)
    with Library.open(folder, encoder=FakeEncoder()) as library:
        stopped = StoppedEncoder()
        with pytest.raises(KeyboardInterrupt):
            library.reencode(encoder=stopped)
        assert library.model == "FakeEncoder"
        assert nearest(library, "boat 7 of 49 barrels") == TEXTS[7]
        rest = OtherEncoder()
        assert library.reencode(encoder=rest) == 12
        assert not set(rest.encoded) & set(stopped.encoded)
        assert nearest(library, "boat 7 of 49 barrels") == TEXTS[7]


def test_who_has_it_open_is_told_to_open_it_again(folder: Path) -> None:
    with (
        Library.open(folder, encoder=FakeEncoder()) as library,
        Library.open(folder, encoder=FakeEncoder()) as elsewhere,
    ):
        nearest(elsewhere, "boat 7 of 49 barrels")
        library.reencode(encoder=OtherEncoder())
        with pytest.raises(WrongModel, match="since it was opened"), elsewhere.view():
            pass
        with pytest.raises(WrongModel, match="since it was opened"):
            elsewhere.remove(["boats"])
    with pytest.raises(WrongModel):
        Library.open(folder, encoder=FakeEncoder())


def test_a_model_that_cannot_be_loaded_changes_nothing(folder: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "model.safetensors").write_bytes(b"no weights")
    with Library.open(folder, encoder=FakeEncoder()) as library:
        with pytest.raises(ModelError, match="broken"):
            library.reencode(str(broken))
        with pytest.raises(ModelError, match="no such folder"):
            library.reencode(str(tmp_path / "nowhere"))
        assert nearest(library, "boat 7 of 49 barrels") == TEXTS[7]


def test_another_writer_is_waited_for_by_the_user(folder: Path) -> None:
    from index.layout import Layout
    from index.opening import writer_lock

    with (
        Library.open(folder, encoder=FakeEncoder()) as library,
        writer_lock(Layout(folder)),
        pytest.raises(LibraryBusy),
    ):
        library.reencode(encoder=OtherEncoder())


@pytest.mark.model
def test_a_model_folder_that_has_gone_is_named(folder: Path, tmp_path: Path) -> None:
    model = make_tiny_model(tmp_path / "tiny")
    with Library.open(folder, encoder=FakeEncoder()) as library:
        library.reencode(str(model))
    model.rename(tmp_path / "elsewhere")
    with pytest.raises(ModelError, match=r"tiny.*put its folder back"):
        Library.open(folder)
    (tmp_path / "elsewhere").rename(model)
    with Library.open(folder) as library, library.view() as view:
        assert len(view.nearest(library.encoder.encode_query("Boat 3"), 30)) == 20


def test_a_copy_is_searched_and_given_another_encoder_by_itself(folder: Path) -> None:
    copy = folder.parent / "copy"
    with Library.open(folder, encoder=FakeEncoder()) as library:
        library.copy(copy)
        with pytest.raises(LibraryError, match="holds something"):
            library.copy(copy)
        with Library.open(copy, encoder=FakeEncoder()) as copied:
            assert nearest(copied, "boat 7 of 49 barrels") == TEXTS[7]
            copied.reencode(encoder=OtherEncoder())
            assert nearest(copied, "boat 7 of 49 barrels") == TEXTS[7]
        assert nearest(library, "boat 7 of 49 barrels") == TEXTS[7]


WRITER = """
import sys, time
from pathlib import Path
from index import Library, derived, text_vectors
from tests.conftest import FakeEncoder
from tests.index.test_reencoding import OtherEncoder as Other

derived._LATER, text_vectors._TEXTS_AT_ONCE = 5, 2

class OtherEncoder(Other):
    def encode_documents(self, texts):
        time.sleep(0.003)
        return super().encode_documents(texts)

folder = Path(sys.argv[1])
print("ready", flush=True)
try:
    Library.open(folder, encoder=OtherEncoder()).close()
    this, other = OtherEncoder(), FakeEncoder()
except Exception:
    this, other = FakeEncoder(), OtherEncoder()
with Library.open(folder, encoder=this) as library:
    library.reencode(encoder=other)
print("whole")
"""


def opened(folder: Path) -> Library:
    try:
        return Library.open(folder, encoder=OtherEncoder())
    except WrongModel:
        return Library.open(folder, encoder=FakeEncoder())


@pytest.mark.timeout(300)
def test_a_writer_killed_at_many_points_leaves_one_encoder_or_the_other(folder: Path) -> None:
    rng, longest, n_killed, seen = np.random.default_rng(7), 1.0, 0, set()
    while n_killed < 20:
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(folder)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
        )
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"ready\n"
        began = time.monotonic()
        try:
            out, err = writer.communicate(timeout=rng.uniform(0, longest))
        except subprocess.TimeoutExpired:
            writer.send_signal(signal.SIGKILL)
            writer.communicate()
            n_killed += 1
        else:
            assert out == b"whole\n", err
            longest = 0.95 * (time.monotonic() - began)
        with opened(folder) as library:
            seen.add(library.model)
            assert nearest(library, "boat 7 of 49 barrels") == TEXTS[7]
            assert library.check().ok
    assert seen == {"FakeEncoder", "OtherEncoder"}
