"""The FAISS index against plain NumPy, and files that it must refuse."""

import gc
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from index import vectors
from index.vectors import VectorIndex, build

DIMENSION = 8
REFUSED = (OSError, ValueError, RuntimeError)

Vectors = NDArray[np.float32]
Rows = Mapping[int, Vectors]


def unit_vectors(random: np.random.Generator, n: int) -> Vectors:
    vectors = random.normal(size=(n, DIMENSION))
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def random_rows(random: np.random.Generator, n: int, most_windows: int) -> Rows:
    keys = random.choice(10 * n + 1, size=n, replace=False)
    return {
        int(key): unit_vectors(random, int(random.integers(1, most_windows + 1))) for key in keys
    }


def built(folder: Path, rows: Rows) -> VectorIndex:
    """An index of which half is in a file and half came later."""
    path = folder / "vectors.faiss"
    data = [(key, rows[key].tobytes()) for key in rows]
    half = len(data) // 2
    build(path, DIMENSION, half, data[:half])
    return VectorIndex.open(path, DIMENSION, data[half:])


def opened(path: Path) -> VectorIndex:
    return VectorIndex.open(path, DIMENSION, ())


def by_numpy(
    rows: Rows, query: Vectors, k: int, among: Collection[int] | None = None
) -> list[tuple[int, float]]:
    best = {
        key: float((matrix @ query).max())
        for key, matrix in rows.items()
        if among is None or key in among
    }
    return sorted(best.items(), key=lambda item: (-item[1], item[0]))[:k]


def assert_same(found: list[tuple[int, float]], expected: list[tuple[int, float]]) -> None:
    assert [key for key, _ in found] == [key for key, _ in expected]
    assert [cosine for _, cosine in found] == pytest.approx(
        [cosine for _, cosine in expected], abs=1e-6
    )


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("vectors")


@given(
    seed=st.integers(0, 2**32 - 1),
    n=st.integers(0, 40),
    most_windows=st.integers(1, 12),
    k=st.integers(1, 60),
)
def test_finds_what_numpy_finds(folder: Path, seed: int, n: int, most_windows: int, k: int) -> None:
    random = np.random.default_rng(seed)
    rows = random_rows(random, n, most_windows)
    index = built(folder, rows)
    (query,) = unit_vectors(random, 1)
    assert index.n_vectors == sum(map(len, rows.values()))
    assert_same(index.search(query, k), by_numpy(rows, query, k))


@given(seed=st.integers(0, 2**32 - 1), share=st.floats(0, 1), k=st.integers(1, 50))
def test_a_selection_is_searched_alone(folder: Path, seed: int, share: float, k: int) -> None:
    random = np.random.default_rng(seed)
    rows = random_rows(random, 30, 4)
    index = built(folder, rows)
    (query,) = unit_vectors(random, 1)
    among = [key for key in rows if random.random() < share]
    absent = [max(rows) + 1]
    assert_same(index.search(query, k, [*among, *absent]), by_numpy(rows, query, k, among))


def test_one_paragraph_with_very_many_vectors_hides_no_other(tmp_path: Path) -> None:
    random = np.random.default_rng(7)
    (query,) = unit_vectors(random, 1)
    near = np.repeat(query[None, :], 500, axis=0)
    rows = {1: near, **{key: unit_vectors(random, 1) for key in range(2, 12)}}
    assert_same(built(tmp_path, rows).search(query, 5), by_numpy(rows, query, 5))


def test_more_paragraphs_than_are_read_at_a_time(tmp_path: Path) -> None:
    random = np.random.default_rng(11)
    rows = random_rows(random, 9000, 2)
    index = built(tmp_path, rows)
    (query,) = unit_vectors(random, 1)
    assert_same(index.search(query, 100), by_numpy(rows, query, 100))


def test_equal_paragraphs_come_in_order_of_their_keys(tmp_path: Path) -> None:
    (vector,) = unit_vectors(np.random.default_rng(3), 1)
    index = built(tmp_path, dict.fromkeys((9, 4, 7, 2), vector[None, :]))
    assert [key for key, _ in index.search(vector, 4)] == [2, 4, 7, 9]


@pytest.fixture
def greedy_garbage_collection() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(1)
    yield
    gc.set_threshold(*before)


@pytest.mark.usefixtures("greedy_garbage_collection")
def test_a_selection_outlives_garbage_collection(tmp_path: Path) -> None:
    random = np.random.default_rng(5)
    rows = random_rows(random, 200, 3)
    index = built(tmp_path, rows)
    (query,) = unit_vectors(random, 1)
    for first in range(0, 200, 20):
        among = list(rows)[first : first + 20]
        assert_same(index.search(query, 30, among), by_numpy(rows, query, 30, among))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(REFUSED):
        opened(tmp_path / "vectors.faiss")


def test_a_file_cut_off_anywhere_is_refused(tmp_path: Path) -> None:
    built(tmp_path, random_rows(np.random.default_rng(1), 5, 2))
    path = tmp_path / "vectors.faiss"
    whole = path.read_bytes()
    for n_bytes in range(0, len(whole), 7):
        path.write_bytes(whole[:n_bytes])
        with pytest.raises(REFUSED):
            opened(path)


@pytest.mark.parametrize("content", [b"", b"\0" * 300, b"no index at all, but some words"])
def test_a_file_of_something_else_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "vectors.faiss").write_bytes(content)
    with pytest.raises(REFUSED):
        opened(tmp_path / "vectors.faiss")


def test_vectors_of_another_length_are_refused(tmp_path: Path) -> None:
    built(tmp_path, random_rows(np.random.default_rng(1), 6, 2))
    with pytest.raises(ValueError, match="have 8 numbers, not 9"):
        VectorIndex.open(tmp_path / "vectors.faiss", 9, ())


def test_a_large_index_is_approximate_and_finds_nearly_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "_EXACT", 1_000)
    random = np.random.default_rng(13)
    rows = random_rows(random, 4_000, 2)
    data = [(key, rows[key].tobytes()) for key in sorted(rows)]
    build(tmp_path / "vectors.faiss", DIMENSION, len(data), data)
    index = opened(tmp_path / "vectors.faiss")
    shares = []
    for query in unit_vectors(random, 40):
        expected = {key for key, _ in by_numpy(rows, query, 10)}
        found = index.search(query, 10)
        assert [score for _, score in found] == sorted((s for _, s in found), reverse=True)
        shares.append(len(expected & {key for key, _ in found}) / 10)
    assert np.mean(shares) >= 0.9
    few = list(rows)[:5]
    (query,) = unit_vectors(random, 1)
    assert {key for key, _ in index.search(query, 10, few)} == set(few)
