"""Fit the confidence of the quoting answerer, and report how well it tells.

Questions that the documents answer are told from questions that they do not: questions
about other subjects, and questions on the same subject whose answer is not there. The
weights that it prints belong in `qa/answerer.py` (`_CONFIDENCE`).

    python bench/fit_confidence.py ../shared/data --work /tmp/fit

reads `squad2/`, `obliqa/` and `canard/` below the first folder; the libraries it makes in
`--work` are used again by a second run.
"""

import argparse
import json
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_predict

from index import Library
from qa.answerer import quote
from qa.retriever import search

SEED = 20
KINDS = (
    # name, library, questions, key of the question, whether answerable ones only, label
    ("squad2 answerable", "squad2", "squad2/questions.jsonl", "query", True, 1),
    ("squad2 adversarial", "squad2", "squad2/questions.jsonl", "query", False, 0),
    ("obliqa answerable", "obliqa", "obliqa/dev.jsonl", "query", True, 1),
    ("obliqa asked of squad2", "squad2", "obliqa/dev.jsonl", "query", True, 0),
    ("squad2 asked of obliqa", "obliqa", "squad2/questions.jsonl", "query", True, 0),
    ("canard asked of squad2", "squad2", "canard/questions.jsonl", "rewrite", True, 0),
)


def questions(path: Path, key: str, *, answerable: bool, n: int) -> list[str]:
    """A sample of a question set."""
    with path.open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    texts = sorted({row[key] for row in rows if row.get("answerable", True) is answerable})
    return random.Random(SEED).sample(texts, min(n, len(texts)))  # noqa: S311 - a sample, no secret


def signals(library: Library, texts: Sequence[str]) -> np.ndarray:
    """The answerer's signals for each question, a row each."""
    rows = []
    with library.view() as view:
        for text in texts:
            hits = search(library, view, text, k=10)
            found = quote(library, view, text, hits).signals
            rows.append((found.paragraph, found.sentence, found.coverage, found.sentence_coverage))
    return np.array(rows)


def main() -> None:
    """Fit and report."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("-n", type=int, default=400, help="questions of each kind")
    options = parser.parse_args()
    libraries = {}
    for name in ("squad2", "obliqa"):
        libraries[name] = Library.create(options.work / name)
        libraries[name].add([options.data / name / "corpus.jsonl"])
    features, labels, names = [], [], []
    for name, library, file, key, answerable, label in KINDS:
        texts = questions(options.data / file, key, answerable=answerable, n=options.n)
        features.append(signals(libraries[library], texts))
        labels += [label] * len(texts)
        names += [name] * len(texts)
    x, y, kind = np.concatenate(features), np.array(labels), np.array(names)
    np.savez(options.work / "signals.npz", x=x, y=y, kind=kind)
    model = LogisticRegression(C=10.0, class_weight="balanced", max_iter=1000)
    held_out = cross_val_predict(model, x, y, cv=5, method="predict_proba")[:, 1]
    for name, _, _, _, _, label in KINDS:
        chosen = held_out[kind == name]
        print(  # noqa: T201
            f"{name:24} {len(chosen):5} questions  said to be answered: {np.mean(chosen >= 0.5):.3f}"
        )
        if not label:
            both = (kind == name) | ((y == 1) & np.char.startswith(kind, name.split()[-1]))
            auroc = roc_auc_score(y[both], held_out[both]) if len(set(y[both])) > 1 else float("nan")
            print(f"{'':24} AUROC against the answerable: {auroc:.3f}")  # noqa: T201
    model.fit(x, y)
    weights = [round(float(w), 2) for w in (model.intercept_[0], *model.coef_[0])]
    print(f"_CONFIDENCE = {tuple(weights)}")  # noqa: T201


if __name__ == "__main__":
    main()
