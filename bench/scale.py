"""A library of a million paragraphs: what it costs to make, open, search and add to.

    python bench/scale.py CORPUS.jsonl [CORPUS.jsonl …] --questions Q.jsonl --work build/scale

The paragraphs are made from those of the corpora: the first half of one and the second half
of another. Their vectors are made the same way, from the real vectors of both, so that it
need not encode for hours: the mean of the two, turned a little, at length 1. Questions are
real and are really encoded. What the library finds is compared with an exact search.
"""

import argparse
import csv
import json
import random
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.questions import read_questions
from index import Library
from index.encoder import Encoder, load_encoder, resolve_model
from index.layout import Layout
from index.store import Store
from qa import Assistant

SEED = 20
PARAGRAPHS_OF_A_DOCUMENT = 10
COLUMNS = {"doc_id": "doc_id", "paragraph": "paragraph", "text": "text"}
DOCUMENT = Path("examples/documents/06PORTVESPER318.txt")


class RecombiningEncoder:
    """Gives a made text the vector made from those of its halves; encodes questions really."""

    def __init__(self, encoder: Encoder, vectors: NDArray[np.float32]) -> None:
        self._encoder, self._vectors = encoder, vectors
        self.dimension = encoder.dimension
        self.encode_query = encoder.encode_query
        self.encode_query_tokens = encoder.encode_query_tokens
        self.encode_document_tokens = encoder.encode_document_tokens  # of sentences, at a question

    def windows(self, texts: Sequence[str]) -> list[tuple[str, ...]]:
        """Each text is its own window."""
        return [(text,) for text in texts]

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of made texts; of others, such as sentences, their real ones."""
        made = [made_from(text) for text in texts]
        if any(halves is None for halves in made):
            return self._encoder.encode_documents(texts)
        places = np.array(made)
        vectors = self._vectors[places[:, 0]] + self._vectors[places[:, 1]]
        turned = np.random.default_rng(SEED).normal(0, 0.02, (1000, self.dimension))
        vectors = vectors + turned[places.sum(axis=1) % 1000]
        unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.ascontiguousarray(unit, np.float32)


def made_from(text: str) -> tuple[int, int] | None:
    """The places of the paragraphs that a text was made from; None if it was not made."""
    mark = text.rpartition(" [")[2].removesuffix("]").split("+")
    return (int(mark[0]), int(mark[1])) if len(mark) == 2 and mark[0].isdigit() else None


def paragraphs(texts: Sequence[str], n: int) -> Iterator[str]:
    """Made texts, each of which says at its end what it was made from."""
    rng = random.Random(SEED)
    words = [text.split() for text in texts]
    for _ in range(n):
        first, second = rng.randrange(len(words)), rng.randrange(len(words))
        head, tail = words[first], words[second]
        kept = [*head[: len(head) // 2], *tail[len(tail) // 2 :]]
        yield f"{' '.join(kept)} [{first}+{second}]"


def write_csv(path: Path, texts: Sequence[str], n: int) -> None:
    """A CSV of `n` made paragraphs, ten to a document."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["doc_id", "paragraph", "text"])
        for number, text in enumerate(paragraphs(texts, n)):
            document, place = divmod(number, PARAGRAPHS_OF_A_DOCUMENT)
            rows.writerow([f"made{document:07}", str(place + 1), text])


def megabytes() -> int:
    """The most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000


def make(options: argparse.Namespace) -> None:
    """Make the library; reports time and memory."""
    encoder = RecombiningEncoder(
        load_encoder(resolve_model(None), options.work / "encoder"), np.load(options.vectors)
    )
    began = time.perf_counter()
    with Library.create(options.work / "library", encoder=encoder, token_vectors=False) as library:
        report = library.add([options.work / "made.csv"], columns=COLUMNS)
    seconds = time.perf_counter() - began
    print(
        f"made: {report.documents} documents, {report.paragraphs} paragraphs in {seconds:.0f} s, "
        f"at most {megabytes()} MB"
    )


def ask(options: argparse.Namespace) -> None:
    """Open the library and search it; reports times, memory, and what an exact search finds."""
    encoder = RecombiningEncoder(
        load_encoder(resolve_model(None), options.work / "encoder"), np.load(options.vectors)
    )
    encoder.encode_query("warm up")
    began = time.perf_counter()
    library = Library.open(options.work / "library", encoder=encoder)
    assistant = Assistant(library)
    assistant.search("boats", k=10)
    print(f"opened, with its first search, in {time.perf_counter() - began:.2f} s")
    questions = [query.query for query in read_questions(options.questions)][: options.n_questions]
    for question in questions[:50]:
        assistant.search(question, k=10)
    for name, run in (
        ("search", lambda question: assistant.search(question, k=10)),
        ("answer", assistant.ask),
    ):
        times = np.array([timed(run, question) for question in questions])
        p50, p95 = np.percentile(times, [50, 95])
        print(f"{name}: p50 {p50:.1f} ms, p95 {p95:.1f} ms ({len(questions)} questions)")
    print(f"at most {megabytes()} MB")
    print(f"of the exact ten nearest it finds {found_share(library, questions):.4f}")


def timed(run: Any, question: str) -> float:
    """Milliseconds that a question takes."""
    began = time.perf_counter()
    run(question)
    return 1000 * (time.perf_counter() - began)


def found_share(library: Library, questions: Sequence[str]) -> float:
    """Share of the exact ten nearest paragraphs that the dense search has among its ten."""
    queries = np.stack([library.encoder.encode_query(question) for question in questions])
    store = Store(Layout(library.folder).database)
    nearest = [np.empty((len(queries), 0))] * 2
    rows = iter(store.vectors.rows(library.model_identity))
    while batch := list(islice(rows, 20_000)):
        matrix = np.stack([np.frombuffer(data, np.float32) for _, data in batch])
        keys = np.broadcast_to([key for key, _ in batch], (len(queries), len(batch)))
        nearest = best([nearest[0], queries @ matrix.T], [nearest[1], keys])
    shares = []
    with library.view() as view:
        for query, exact in zip(queries, nearest[1], strict=True):
            found = {key for key, _ in view.nearest(query, 10)}
            shares.append(len(found & set(exact.tolist())) / 10)
    return float(np.mean(shares))


def best(scores: list[Any], keys: list[Any]) -> list[Any]:
    """The ten best scores of each row, with their keys."""
    joined, named = np.hstack(scores), np.hstack(keys)
    order = np.argsort(-joined, axis=1)[:, :10]
    return [np.take_along_axis(joined, order, 1), np.take_along_axis(named, order, 1)]


def add(options: argparse.Namespace) -> None:
    """Add one document to the library; reports the time, the encoder being loaded already."""
    encoder = RecombiningEncoder(
        load_encoder(resolve_model(None), options.work / "encoder"), np.load(options.vectors)
    )
    encoder.encode_documents(["warm up"])
    began = time.perf_counter()
    with Library.open(options.work / "library", encoder=encoder) as library:
        library.add([DOCUMENT])
        seconds = time.perf_counter() - began
        found = Assistant(library).search("Why was the deepwater terminal award cancelled?", k=3)
    if all(hit.paragraph.doc_id != DOCUMENT.stem for hit in found):
        raise RuntimeError("what was added is not found")
    print(f"one document of 8 paragraphs opened, added and searchable in {seconds:.2f} s")


def main() -> None:
    """Make the corpus, then each part in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("corpora", type=Path, nargs="+")
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--paragraphs", type=int, default=1_000_000)
    parser.add_argument("--n-questions", type=int, default=500)
    parser.add_argument("--part", choices=["make", "ask", "add"])
    options = parser.parse_args()
    options.vectors = options.work / "vectors.npy"
    if options.part:
        {"make": make, "ask": ask, "add": add}[options.part](options)
        return
    shutil.rmtree(options.work, ignore_errors=True)
    options.work.mkdir(parents=True)
    texts = [
        json.loads(line)["text"]
        for corpus in options.corpora
        for line in corpus.read_text(encoding="utf-8").splitlines()
    ][: max(100, options.paragraphs // 200)]
    encoder = load_encoder(resolve_model(None), options.work / "encoder")
    np.save(options.vectors, encoder.encode_documents(texts))
    write_csv(options.work / "made.csv", texts, options.paragraphs)
    for part in ("make", "ask", "add"):
        subprocess.run([sys.executable, *sys.argv, "--part", part], check=True)


if __name__ == "__main__":
    main()
