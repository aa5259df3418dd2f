"""Token vectors: kept small, compared one by one, and encoded once like all vectors."""

import sqlite3
from pathlib import Path

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from index import Library
from index.tokens import _turn, closest, pack, spans_of
from tests.conftest import FakeEncoder

DIMENSION = 20
VECTORS = arrays(np.float32, (7, DIMENSION), elements=st.floats(-1, 1, width=32))


@given(VECTORS, VECTORS)
def test_the_cosines_are_those_of_a_plain_loop_over_signs(
    text: NDArray[np.float32], question: NDArray[np.float32]
) -> None:
    question[:, 1] += 2  # no vector without a direction
    turned_question, turned_text = question @ _turn(DIMENSION), text @ _turn(DIMENSION)
    # The sign of a sum that is nothing but rounding depends on the order of its terms.
    assume(((turned_text == 0) | (np.abs(turned_text) > 1e-5)).all())
    signs = np.where(turned_text > 0, 1, -1)
    expected = [
        max(float(q @ s / np.linalg.norm(q) / np.linalg.norm(s)) for s in signs)
        for q in turned_question
    ]
    found, counts = closest(question, [pack(text[:3]) + pack(text[3:])])
    assert counts.tolist() == [7]
    np.testing.assert_allclose(found, [expected], atol=1e-5)


def test_the_turning_keeps_cosines_and_never_changes() -> None:
    assert np.abs(_turn(384).T @ _turn(384) - np.eye(384)).max() < 1e-5
    vector = np.arange(-3, 5, dtype=np.float32)[None, :]
    assert pack(vector) == bytes.fromhex("7c")


def test_each_text_is_compared_by_its_own_tokens() -> None:
    vectors = np.random.default_rng(1).normal(size=(3, 384)).astype(np.float32)
    packed = [pack(vectors[places]) for places in ([0, 1], [], [2])]
    found, counts = closest(vectors[[1, 2]], packed)
    assert counts.tolist() == [2, 0, 1]
    expected = np.array([[0.8, 0], [0, 0], [0, 0.8]], np.float32)
    np.testing.assert_allclose(found, expected, atol=0.15)
    assert closest(vectors[:0], packed)[0].shape == (3, 0)


def test_only_tokens_that_say_something_count() -> None:
    text = "§ 12, the fines"
    # After a prompt of 3 characters: § · 12 · , · the · fin · es; "the" is a stop word.
    offsets = [(0, 0), (0, 3), (3, 4), (5, 7), (7, 8), (9, 12), (13, 16), (16, 18), (0, 0)]
    assert spans_of(text, offsets, 3) == ([3, 6, 7], ((2, 4), (10, 13), (13, 15)))
    # A part of a word is none, whatever it looks like.
    assert spans_of("theatre", [(0, 3), (3, 7)], 0)[0] == [0, 1]


def test_tokens_are_encoded_with_their_text_and_never_again(
    library: Library, encoder: FakeEncoder, tmp_path: Path
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("1. Boats are mended.\n\n2. Nets dry.\n\n3. Nets dry.\n", encoding="utf-8")
    library.add([path])
    assert len(encoder.encoded) == 2
    path.write_text("1. Boats are mended.\n\n2. Nets dry.\n\n3. Anchors.\n", encoding="utf-8")
    library.add([path])
    assert len(encoder.encoded) == 3
    with library.view() as view:
        _, tokens = library.encoder.encode_query_tokens("boats anchors")
        keys = [key for key, _ in view.nearest(library.encoder.encode_query("boats"), 3)]
        found = view.token_cosines(tokens.vectors, keys)
        labels = [view.paragraphs(keys)[key].paragraph for key in keys]
    assert found is not None
    best = {label: row.tolist() for label, row in zip(labels, found[0] > 0.5, strict=True)}
    assert best == {"1": [True, False], "2": [False, False], "3": [False, True]}


def test_damaged_token_vectors_are_made_again(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("1. Boats are mended.\n\n2. Nets dry.\n", encoding="utf-8")
    library.add([path])
    with sqlite3.connect(library.folder / "library.sqlite3") as database:
        kept = database.execute("SELECT data FROM token_vector ORDER BY text_hash").fetchall()
        database.execute("UPDATE token_vector SET data = zeroblob(length(data))")
    report = library.check()
    assert report.ok
    assert any("were damaged" in repair for repair in report.repaired)
    with sqlite3.connect(library.folder / "library.sqlite3") as database:
        again = database.execute("SELECT data FROM token_vector ORDER BY text_hash").fetchall()
    assert again == kept


def test_a_library_may_do_without(tmp_path: Path, encoder: FakeEncoder) -> None:
    path = tmp_path / "a.txt"
    path.write_text("1. Boats are mended.\n", encoding="utf-8")
    with Library.create(tmp_path / "small", encoder=encoder, token_vectors=False) as library:
        library.add([path])
        assert library.check().ok
        with library.view() as view:
            (key,) = (key for key, _ in view.nearest(library.encoder.encode_query("boats"), 1))
            assert view.token_cosines(np.ones((1, encoder.dimension), np.float32), [key]) is None
