"""Fit the confidence of the quoting answerer, and report how well it tells.

Questions that the documents answer are told from questions that they do not: questions
about other subjects, and questions on the same subject whose answer is not there. Half of
them are asked of libraries of one article each, since a library may be small. The weights
that it prints belong in `qa/answerer.py` (`_CONFIDENCE`).

    python bench/fit_confidence.py ../shared/data --work /tmp/fit

reads `squad2/`, `obliqa/` and `canard/` below the first folder; the libraries it makes in
`--work` are used again by a second run.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_predict

from index import Library
from qa.answerer import quote
from qa.retriever import search

SEED = 20


@dataclass(frozen=True)
class Asked:
    """A question, the library it is asked of, and whether that answers it."""

    kind: str
    library: str
    question: str
    answered: int


def read(path: Path) -> list[dict]:
    """The rows of a file of JSON Lines, in an order fixed by `SEED`."""
    with path.open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    random.Random(SEED).shuffle(rows)
    return rows


def cases(data: Path, n: int) -> Iterator[Asked]:
    """At most `n` questions of each kind."""
    squad = read(data / "squad2/questions.jsonl")
    obliqa = [row["query"] for row in read(data / "obliqa/dev.jsonl")[:n]]
    canard = [row["rewrite"] for row in read(data / "canard/questions.jsonl")[:n]]
    answerable = [row for row in squad if row["answerable"]]
    adversarial = [row for row in squad if not row["answerable"]]
    articles = sorted({row["relevant"][0]["doc_id"] for row in answerable})
    for text in (row["query"] for row in answerable[:n]):
        yield Asked("answerable, squad2", "squad2", text, 1)
        yield Asked("other subject, obliqa", "obliqa", text, 0)
    for text in (row["query"] for row in adversarial[:n]):
        yield Asked("adversarial, squad2", "squad2", text, 0)
    for text in obliqa:
        yield Asked("answerable, obliqa", "obliqa", text, 1)
        yield Asked("other subject, squad2", "squad2", text, 0)
    for text in canard:
        yield Asked("other subject, squad2", "squad2", text, 0)
    for article in articles:
        own = [r["query"] for r in answerable if r["relevant"][0]["doc_id"] == article]
        others = [r["query"] for r in answerable if r["relevant"][0]["doc_id"] != article]
        for text in own[: n // 4]:
            yield Asked("answerable, one article", article, text, 1)
        for text in others[: n // 4]:
            yield Asked("other subject, one article", article, text, 0)


def libraries(data: Path, work: Path) -> dict[str, Library]:
    """The two corpora, and each article of squad2 by itself."""
    made = {}
    rows: dict[str, list[str]] = {}
    for line in (data / "squad2/corpus.jsonl").read_text(encoding="utf-8").splitlines():
        rows.setdefault(json.loads(line)["doc_id"], []).append(line)
    files = {name: data / name / "corpus.jsonl" for name in ("squad2", "obliqa")}
    for article, lines in rows.items():
        files[article] = work / f"{article}.jsonl"
        files[article].write_text("\n".join(lines), encoding="utf-8")
    for name, file in files.items():
        made[name] = Library.create(work / name)
        made[name].add([file])
    return made


def signals(library: Library, question: str) -> tuple[float, float, float, float]:
    """The answerer's signals for a question."""
    with library.view() as view:
        hits = search(library, view, question, k=10)
        found = quote(library, view, question, hits).signals
    return found.paragraph, found.sentence, found.coverage, found.names


def report(kind: np.ndarray, y: np.ndarray, confidence: np.ndarray) -> None:
    """Print how each kind of question fares at the threshold of one half."""
    for name in sorted(set(kind)):
        here = kind == name
        line = (
            f"{name:28}{here.sum():6}  said to be answered {np.mean(confidence[here] >= 0.5):.3f}"
        )
        if not y[here].any():
            against = (y == 1) & np.char.endswith(kind, name.split(", ")[1])
            both = here | against
            line += f"  AUROC {roc_auc_score(y[both], confidence[both]):.3f}"
        print(line)


def main() -> None:
    """Fit and report."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("-n", type=int, default=400, help="questions of each kind")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    opened = libraries(options.data, options.work)
    asked = list(cases(options.data, options.n))
    rows = []
    for place, case in enumerate(asked, start=1):
        rows.append(signals(opened[case.library], case.question))
        print(f"\r{place}/{len(asked)}", end="", file=sys.stderr)
    x, y = np.array(rows), np.array([case.answered for case in asked])
    kind = np.array([case.kind for case in asked])
    np.savez(options.work / "signals.npz", x=x, y=y, kind=kind)
    model = LogisticRegression(C=10.0, class_weight="balanced", max_iter=1000)
    report(kind, y, cross_val_predict(model, x, y, cv=5, method="predict_proba")[:, 1])
    model.fit(x, y)
    weights = tuple(round(float(w), 2) for w in (model.intercept_[0], *model.coef_[0]))
    print(f"_CONFIDENCE = {weights}")


if __name__ == "__main__":
    main()
