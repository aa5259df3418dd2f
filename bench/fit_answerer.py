"""Fit the quoting answerer, and report how well it does.

Two things are fitted, and printed as they belong into `qa/answerer.py`:

- the weights of a sentence's score, on questions whose answer is known word for word;
- the confidence, which tells questions that the documents answer from questions about other
  subjects. Some are asked of libraries of one article each, since a library may be small.
  Questions on the same subject whose answer is not there (SQuAD's adversarial ones) are
  reported and not fitted: nothing that the signals measure tells them from the others.

    python bench/fit_answerer.py ../shared/data --work build/fit

reads `squad2/`, `obliqa/` and `canard/` below the first folder; the libraries it makes go to
`--work` and are used again.
"""

import argparse
import itertools
import json
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_predict

from index import Library
from index.encoder import Encoder, load_encoder, resolve_model
from index.lexical import word_stems
from qa.answerer import ScoredSentence, quote, rank_sentences
from qa.retriever import search

SEED = 20
ADVERSARIAL = "adversarial, squad2"
COVERAGES = (0.4, 0.6, 0.8, 1.0, 1.3, 1.6, 2.0)
PARAGRAPHS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.3)


@dataclass(frozen=True)
class Asked:
    """A question, the library it is asked of, and whether that answers it."""

    kind: str
    library: str
    question: str
    answered: int


class RememberingEncoder:
    """Encodes each text once; many questions look at the same sentences."""

    def __init__(self, encoder: Encoder) -> None:
        self.dimension = encoder.dimension
        self.windows = encoder.windows
        self.encode_query = encoder.encode_query
        self.encode_query_tokens = encoder.encode_query_tokens
        self._encode = encoder.encode_documents
        self._known: dict[str, Any] = {}

    def encode_documents(self, texts: Sequence[str]) -> Any:
        """As `Encoder.encode_documents`."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._known]
        if missing:
            self._known.update(zip(missing, self._encode(missing), strict=True))
        return np.stack([self._known[text] for text in texts])


def read(path: Path) -> list[dict[str, Any]]:
    """The rows of a file of JSON Lines."""
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def shuffled(path: Path) -> list[dict[str, Any]]:
    """The rows of a file of JSON Lines, in an order fixed by `SEED`."""
    rows = read(path)
    random.Random(SEED).shuffle(rows)
    return rows


def corpora(data: Path, n_paragraphs: int) -> dict[str, list[dict[str, Any]]]:
    """The paragraphs of each library: the three sets, and each article of squad2.

    Of obliqa's 12,988 paragraphs it takes whole documents, the shortest first.
    """
    made = {
        "squad2": read(data / "squad2/corpus.jsonl"),
        "canard": read(data / "canard/corpus.jsonl"),
    }
    for row in made["squad2"]:
        made.setdefault(row["doc_id"], []).append(row)
    by_document: dict[str, list[dict[str, Any]]] = {}
    for row in read(data / "obliqa/corpus.jsonl"):
        by_document.setdefault(row["doc_id"], []).append(row)
    made["obliqa"] = []
    for rows in sorted(by_document.values(), key=len):
        if len(made["obliqa"]) + len(rows) <= n_paragraphs:
            made["obliqa"] += rows
    return {name: rows[:n_paragraphs] for name, rows in made.items()}


def libraries(rows: dict[str, list[dict[str, Any]]], work: Path) -> dict[str, Library]:
    """A library of each corpus, all with one encoder."""
    encoder = RememberingEncoder(load_encoder(resolve_model(None)))
    made = {}
    for name, paragraphs in rows.items():
        file = work / f"{name}.jsonl"
        file.write_text("\n".join(map(json.dumps, paragraphs)), encoding="utf-8")
        # On what fusion ranks: the figures in the documents are of that.
        made[name] = Library.create(work / name, encoder=encoder, token_vectors=False)
        made[name].add([file])
    return made


def cases(data: Path, rows: dict[str, list[dict[str, Any]]], n: int) -> Iterator[Asked]:
    """At most `n` questions of each kind."""
    squad = shuffled(data / "squad2/questions.jsonl")
    canard = [row["rewrite"] for row in shuffled(data / "canard/questions.jsonl")]
    regulations = {row["doc_id"] for row in rows["obliqa"]}
    obliqa = [
        row["query"]
        for row in shuffled(data / "obliqa/dev.jsonl")
        if {gold["doc_id"] for gold in row["relevant"]} <= regulations
    ]
    answerable = [row for row in squad if row["answerable"]]
    texts = [row["query"] for row in answerable]
    yield from asked("answerable, squad2", "squad2", texts[:n], 1)
    yield from asked("answerable, obliqa", "obliqa", obliqa[:n], 1)
    yield from asked("answerable, canard", "canard", canard[:n], 1)
    yield from asked("other subject, obliqa", "obliqa", texts[:n], 0)
    yield from asked("other subject, canard", "canard", texts[n : 2 * n], 0)
    yield from asked("other subject, squad2", "squad2", [*obliqa[: n // 2], *canard[: n // 2]], 0)
    adversarial = [row["query"] for row in squad if not row["answerable"]]
    yield from asked(ADVERSARIAL, "squad2", adversarial[:n], 0)
    for article in sorted({row["doc_id"] for row in rows["squad2"]}):
        own = [r["query"] for r in answerable if r["relevant"][0]["doc_id"] == article]
        others = [r["query"] for r in answerable if r["relevant"][0]["doc_id"] != article]
        yield from asked("answerable, one article", article, own[: n // 4], 1)
        yield from asked("other subject, one article", article, others[: n // 4], 0)


def asked(kind: str, library: str, questions: Iterable[str], answered: int) -> Iterator[Asked]:
    """Cases of one kind."""
    return (Asked(kind, library, question, answered) for question in questions)


def counted(items: Sequence[Any], what: str) -> Iterator[Any]:
    """The items, while standard error tells how far they have come."""
    for place, item in enumerate(items, start=1):
        yield item
        print(f"\r{what} {place}/{len(items)}", end="", file=sys.stderr)
    print(file=sys.stderr)


def holds(sentence: ScoredSentence, answers: Sequence[str]) -> bool:
    """Whether a sentence has one of the accepted answers, by case and white space folded."""
    text = " ".join(sentence.paragraph.text[sentence.start : sentence.end].lower().split())
    return any(" ".join(answer.lower().split()) in text for answer in answers)


def fit_sentences(library: Library, questions: Sequence[dict[str, Any]]) -> None:
    """Print how often the sentence that answers comes first, and among three, by the weights."""
    found = []
    with library.view() as view:
        for row in counted(questions, "sentences of"):
            hits = search(library, view, row["query"], k=10)
            rarity = view.rarity(word_stems(row["query"]))
            ranked = rank_sentences(library, row["query"], hits, rarity)
            features = np.array([(s.cosine, s.coverage, s.paragraph_cosine) for s in ranked])
            found.append((features, np.array([holds(s, row["answers"]) for s in ranked])))
    table = []
    for coverage, paragraph in itertools.product(COVERAGES, PARAGRAPHS):
        weights = np.array([1.0, coverage, paragraph])
        ordered = [held[np.argsort(-(features @ weights))] for features, held in found]
        first = float(np.mean([held[:1].any() for held in ordered]))
        three = float(np.mean([held[:3].any() for held in ordered]))
        table.append((first + three, first, three, coverage, paragraph))
    print(f"{len(questions)} questions of squad2; the answer is in the first sentence, in three")
    for _, first, three, coverage, paragraph in sorted(table, reverse=True)[:5]:
        print(f"  {first:.3f}  {three:.3f}  _COVERAGE, _PARAGRAPH = {coverage}, {paragraph}")


def fit_confidence(opened: dict[str, Library], questions: Sequence[Asked], work: Path) -> None:
    """Print how each kind of question fares at one half, held out, and the weights."""
    rows = []
    for case in counted(questions, "confidence of"):
        library = opened[case.library]
        with library.view() as view:
            hits = search(library, view, case.question, k=10)
            found = quote(library, view, case.question, hits).signals
        rows.append((found.paragraph, found.sentence, found.coverage, found.names))
    x, y = np.array(rows), np.array([case.answered for case in questions])
    kind = np.array([case.kind for case in questions])
    np.savez(work / "signals.npz", x=x, y=y, kind=kind)
    model = LogisticRegression(C=10.0, class_weight="balanced", max_iter=1000)
    fitted = kind != ADVERSARIAL
    model.fit(x[fitted], y[fitted])
    confidence = model.predict_proba(x)[:, 1]
    confidence[fitted] = cross_val_predict(
        model, x[fitted], y[fitted], cv=5, method="predict_proba"
    )[:, 1]
    for name in sorted(set(kind)):
        here = kind == name
        line = (
            f"{name:28}{here.sum():6}  said to be answered {np.mean(confidence[here] >= 0.5):.3f}"
        )
        if not y[here].any():
            both = here | ((y == 1) & np.char.endswith(kind, name.split(", ")[1]))
            line += f"  AUROC {roc_auc_score(y[both], confidence[both]):.3f}"
        print(line)
    weights = tuple(round(float(w), 2) for w in (model.intercept_[0], *model.coef_[0]))
    print(f"_CONFIDENCE = {weights}")


def main() -> None:
    """Run the fit."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("-n", type=int, default=400, help="questions of each kind")
    parser.add_argument("--paragraphs", type=int, default=1_500, help="at most, of each corpus")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    rows = corpora(options.data, options.paragraphs)
    opened = libraries(rows, options.work)
    squad = shuffled(options.data / "squad2/questions.jsonl")
    fit_sentences(opened["squad2"], [row for row in squad if row["answerable"]][: 2 * options.n])
    fit_confidence(opened, list(cases(options.data, rows, options.n)), options.work)


if __name__ == "__main__":
    main()
