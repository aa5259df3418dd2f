"""A text far longer than any paragraph should be: little of it is in memory at a time."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

import index.text_vectors
from index import Library
from index.text_vectors import _parts
from index.tokens import Tokens
from tests.conftest import FakeEncoder


class WatchedEncoder(FakeEncoder):
    """Remembers how much it was given at once."""

    def __init__(self) -> None:
        super().__init__()
        self.most_pieces = self.longest = 0

    def windows(self, texts: Sequence[str]) -> list[tuple[str, ...]]:
        self.longest = max(self.longest, *map(len, texts))
        return super().windows(texts)

    def encode_document_tokens(
        self, texts: Sequence[str]
    ) -> tuple[NDArray[np.float32], list[Tokens]]:
        self.most_pieces = max(self.most_pieces, len(texts))
        return super().encode_document_tokens(texts)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.text_vectors, "_CHARACTERS_IN_PART", 600)
    monkeypatch.setattr(index.text_vectors, "_CHARACTERS_AT_ONCE", 500)
    monkeypatch.setattr(index.text_vectors, "_TEXTS_AT_ONCE", 8)


def test_a_long_text_is_cut_and_encoded_some_at_a_time(tmp_path: Path) -> None:
    end = "Storks nest on the chimney of the lighthouse."
    rows = [
        {"doc_id": "a", "paragraph": "1", "text": "Boats are mended in the dock. " * 400 + end},
        {"doc_id": "a", "paragraph": "2", "text": "Nets and boats are mended."},
    ]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    watched = WatchedEncoder()
    with Library.create(tmp_path / "library", encoder=watched) as library:
        assert not library.add([path]).failed
        assert watched.longest <= 600
        assert watched.most_pieces == 8
        assert " ".join(watched.encoded).split() == " ".join(str(r["text"]) for r in rows).split()
        with library.view() as view:
            (first, *_) = view.nearest(library.encoder.encode_query(end), 2)
            assert view.paragraphs([first[0]])[first[0]].paragraph == "1"
            _, tokens = library.encoder.encode_query_tokens("storks chimney")
            cosines = view.token_cosines(tokens.vectors, [first[0]])
        assert cosines is not None
        assert cosines[0].min() > 0.7, "its last words are among those that are kept"


@given(st.text(st.sampled_from("ab. \n"), max_size=3_000))
def test_no_character_of_a_text_is_lost(text: str) -> None:
    parts = list(_parts(text))
    assert "".join(parts) == text
    assert max(map(len, parts)) <= index.text_vectors._CHARACTERS_IN_PART


def test_a_text_is_cut_after_a_sentence_else_a_word() -> None:
    sentences = "Boats are mended. " * 50
    assert all(part.endswith(".") for part in list(_parts(sentences))[:-1])
    words = "boats " * 150
    assert all(part.endswith("boats ") for part in _parts(words))
    assert [len(part) for part in _parts("x" * 1_500)] == [600, 600, 300]
    assert list(_parts("x" * 600)) == ["x" * 600]
