"""Libraries of chance words, with questions that have some words of a paragraph and others."""

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from eval.model import Judgement, Query
from index import Library
from tests.eval.conftest import WordEncoder

# What makes a library and its questions from a number: folder, seed, token vectors or not.
Made = Callable[..., tuple[Path, list[Query]]]


@pytest.fixture
def made(tmp_path: Path) -> Made:
    return lambda seed, **how: _made(tmp_path / f"library-{seed}", random.Random(seed), **how)


def _made(
    folder: Path, chance: random.Random, *, n_queries: int = 60, token_vectors: bool = False
) -> tuple[Path, list[Query]]:
    vocabulary = [f"w{chance.randrange(10**6)}x" for _ in range(300)]
    rarity = [1 / (rank + 1) for rank in range(300)]

    def draw(n: int) -> list[str]:
        return chance.choices(vocabulary, rarity, k=n)

    texts = [draw(chance.randrange(5, 60)) for _ in range(150)]
    folder.mkdir()
    corpus = folder / "corpus.jsonl"
    rows = [
        {"doc_id": "d", "paragraph": str(n), "text": " ".join(text)} for n, text in enumerate(texts)
    ]
    corpus.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    with Library.create(
        folder / "library", encoder=WordEncoder(), token_vectors=token_vectors
    ) as library:
        assert not library.add([corpus]).failed
    queries = []
    for number in range(n_queries):
        gold = chance.randrange(150)
        words = chance.sample(texts[gold], 5) + draw(6)
        queries.append(Query(f"q{number}", " ".join(words), (Judgement("d", str(gold), 1),)))
    return folder / "library", queries
