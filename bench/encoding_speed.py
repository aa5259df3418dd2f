"""How fast `pincite index` is beside a plain loop with the same model, and what that costs.

    python bench/encoding_speed.py CORPUS.jsonl QUESTIONS.jsonl --work build/speed

Both sides run as programs of their own, one after the other, from start to end: the plain
loop reads the corpus and encodes its paragraphs, `SentenceTransformer.encode` with batches of
32 in float32; `pincite index` makes a whole library. Then the questions are searched in that
library and in one encoded by sentence-transformers.
"""

import argparse
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

from eval.evaluate import evaluate
from eval.questions import read_questions
from index import Library
from index.encoder import load_encoder, resolve_model
from qa import Assistant

PLAIN_LOOP = """
import json, sys
from sentence_transformers import SentenceTransformer
model = SentenceTransformer(sys.argv[2], local_files_only=True)
texts = [json.loads(line)["text"] for line in open(sys.argv[1], encoding="utf-8")]
model.encode(texts, batch_size=32, show_progress_bar=False)
"""


def timed(*command: str) -> float:
    """Seconds that a command took."""
    began = time.perf_counter()
    subprocess.run(command, check=True)
    return time.perf_counter() - began


def main() -> None:
    """Run the comparison."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--paragraphs", type=int, help="only the first so many of the corpus")
    options = parser.parse_args()
    shutil.rmtree(options.work, ignore_errors=True)
    options.work.mkdir(parents=True)
    lines = options.corpus.read_text(encoding="utf-8").splitlines()[: options.paragraphs]
    corpus = options.work / "corpus.jsonl"
    corpus.write_text("\n".join(lines) + "\n", encoding="utf-8")
    model = resolve_model(None)
    for number in range(options.rounds):
        library = options.work / f"library-{number}"
        plain = timed(sys.executable, "-c", PLAIN_LOOP, str(corpus), str(model.path))
        ours = timed(
            sys.executable, "-m", "qa.cli", "index", str(corpus), "--library", str(library)
        )
        print(
            f"round {number + 1}: {len(lines)} paragraphs; plain loop {len(lines) / plain:.0f} a "
            f"second, pincite index {len(lines) / ours:.0f} a second: {plain / ours:.2f} times"
        )
    known = {(row["doc_id"], row["paragraph"]) for row in map(json.loads, lines)}
    queries = [
        query
        for query in read_questions(options.questions)
        if all((gold.doc_id, gold.paragraph) in known for gold in query.gold)
    ]
    slow = Library.create(options.work / "library-plain", encoder=load_encoder(model))
    slow.add([corpus])
    for name, library in (
        ("OpenVINO", Library.open(options.work / "library-0")),
        ("sentence-transformers", slow),
    ):
        for retriever in ("dense", "fusion"):
            found = evaluate(Assistant(library), queries, measures="R@10", retriever=retriever)
            print(
                f"{name}, {retriever}: R@10 {found.measures['R@10']:.4f} "
                f"({found.n_queries} questions)"
            )


if __name__ == "__main__":
    main()
