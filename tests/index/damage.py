"""Damaging copies of a library, and what its searches find."""

import random
import shutil
import tempfile
from pathlib import Path
from typing import Any

from index import Library

Results = list[Any]


def results(library: Library) -> Results:
    """What searches find. Scores of BM25 are left out: they count what is not yet merged away."""
    given: Results = []
    with library.view() as view:
        for question in ("boat harbour", "nets", "ropes 7"):
            lexical = sorted(key for key, _ in view.matching(question, 100))
            nearest = view.nearest(library.encoder.encode_query(question), 100)
            dense = [(key, round(score, 5)) for key, score in nearest]
            paragraphs = view.paragraphs([*lexical, *dict(dense)])
            given.append((lexical, dense, [paragraphs[key].text for key in lexical]))
    return given


def damaged(path: Path, damage: str, rng: random.Random) -> None:
    data = bytearray() if path.is_dir() else bytearray(path.read_bytes())
    place = rng.randrange(len(data)) if data else 0
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    if damage == "folder":
        path.mkdir()
        (path / "inside").touch()
    elif damage == "garbage":
        path.write_bytes(rng.randbytes(len(data) + 10))
    elif damage == "cut":
        path.write_bytes(data[:place])
    elif damage == "flipped":
        if data:
            data[place] ^= 1 << rng.randrange(8)
        path.write_bytes(data)


def copied(whole: Path, folder: Path) -> Path:
    """A copy in a place of its own: a thread of tantivy may still write where another was."""
    fresh = Path(tempfile.mkdtemp(dir=folder)) / "library"
    shutil.copytree(whole, fresh)
    return fresh
