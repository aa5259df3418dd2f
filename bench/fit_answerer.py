"""Fit the quoting answerer, and report how well it does.

Two things are fitted:

- the weights of a sentence's score, on questions of squad2 whose answer is known word for word,
  each article held out in turn. They are printed as they belong into `qa/sentence_ranking.py`;
- the confidence, which tells questions that the documents answer from others: questions about
  another subject, some asked of libraries of one article each, since a library may be small, and
  SQuAD's adversarial ones, about the same subject but without an answer. It is written to
  `qa/confidence.json` by `--write`.

    python bench/fit_answerer.py ../shared/data --work build/fit

reads `squad2/`, `obliqa/` and `canard/` below the first folder; the libraries it makes go to
`--work` and are used again.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

import qa.confidence
from eval.accepted import accepted_answers, holds
from index import Library
from index.encoder import Encoder, load_encoder, resolve_model
from index.tokens import Tokens
from qa import Assistant
from qa.confidence import SIGNALS
from qa.retriever import search
from qa.sentence_ranking import PARTS, rank_sentences

SEED = 20
ADVERSARIAL = "adversarial, squad2"
# Adversarial questions to answerable ones, as the fit takes them to be asked. The more they are,
# the more answerable questions are refused.
ADVERSARIAL_SHARE = 0.2


@dataclass(frozen=True)
class Asked:
    """A question, the library it is asked of, its article or set, and whether it is answered."""

    kind: str
    library: str
    group: str
    question: str
    answered: int


class RememberingEncoder:
    """Encodes each text once; many questions look at the same sentences."""

    def __init__(self, encoder: Encoder) -> None:
        self.dimension = encoder.dimension
        self.windows = encoder.windows
        self.encode_query = encoder.encode_query
        self.encode_query_tokens = encoder.encode_query_tokens
        self.encode_documents = encoder.encode_documents
        self._encode = encoder.encode_document_tokens
        self._known: dict[str, tuple[Any, Tokens]] = {}

    def encode_document_tokens(self, texts: Sequence[str]) -> tuple[Any, list[Tokens]]:
        """As `Encoder.encode_document_tokens`."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._known]
        if missing:
            self._known.update(zip(missing, zip(*self._encode(missing), strict=True), strict=True))
        vectors, tokens = zip(*(self._known[text] for text in texts), strict=True)
        return np.stack(vectors), list(tokens)


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
        made[name] = Library.create(work / name, encoder=encoder)
        made[name].add([file])
    return made


def cases(data: Path, rows: dict[str, list[dict[str, Any]]], n: int) -> Iterator[Asked]:
    """At most `n` questions of each kind, four times as many that are asked of all of squad2."""
    squad = shuffled(data / "squad2/questions.jsonl")
    canard = [(row["rewrite"], "canard") for row in shuffled(data / "canard/questions.jsonl")]
    regulations = {row["doc_id"] for row in rows["obliqa"]}
    obliqa = [
        (row["query"], "obliqa")
        for row in shuffled(data / "obliqa/dev.jsonl")
        if {gold["doc_id"] for gold in row["relevant"]} <= regulations
    ]
    answerable, adversarial = (
        [(row["query"], article_of(row)) for row in squad if row["answerable"] == kind]
        for kind in (True, False)
    )
    yield from asked("answerable, squad2", "squad2", answerable[: 4 * n], 1)
    yield from asked("answerable, obliqa", "obliqa", obliqa[:n], 1)
    yield from asked("answerable, canard", "canard", canard[:n], 1)
    yield from asked("other subject, obliqa", "obliqa", answerable[:n], 0)
    yield from asked("other subject, canard", "canard", answerable[n : 2 * n], 0)
    yield from asked("other subject, squad2", "squad2", [*obliqa[: n // 2], *canard[: n // 2]], 0)
    yield from asked(ADVERSARIAL, "squad2", adversarial[: 4 * n], 0)
    for article in sorted({row["doc_id"] for row in rows["squad2"]}):
        own = [each for each in answerable if each[1] == article]
        others = [each for each in answerable if each[1] != article]
        yield from asked("answerable, one article", article, own[: n // 4], 1)
        yield from asked("other subject, one article", article, others[: n // 4], 0)


def article_of(row: dict[str, Any]) -> str:
    """The article that a question of squad2 is about; of an unanswerable one it is not told."""
    return str(row["relevant"][0]["doc_id"]) if row["relevant"] else ""


def asked(
    kind: str, library: str, questions: Iterable[tuple[str, str]], answered: int
) -> Iterator[Asked]:
    """Cases of one kind."""
    return (Asked(kind, library, group, text, answered) for text, group in questions)


def counted(items: Sequence[Any], what: str) -> Iterator[Any]:
    """The items, while standard error tells how far they have come."""
    for place, item in enumerate(items, start=1):
        yield item
        if sys.stderr.isatty() or place % 500 == 0:
            print(f"\r{what} {place}/{len(items)}", end="", file=sys.stderr)
    print(file=sys.stderr)


def fit_sentences(library: Library, questions: Sequence[dict[str, Any]], work: Path) -> None:
    """Print how often the sentence that answers comes first, and among three, held out."""
    parts, held, articles = [], [], []
    with library.view() as view:
        for row in counted(questions, "sentences of"):
            hits = search(library, view, row["query"], k=10)
            ranked = rank_sentences(library, view, row["query"], hits).sentences
            accepted = accepted_answers(row["answers"])
            parts.append(np.array([each.parts for each in ranked]))
            held.append(np.array([any(holds(s.quote, a) for a in accepted) for s in ranked]))
            articles.append(article_of(row))
    np.savez(work / "sentences.npz", *parts, held=np.concatenate(held), articles=np.array(articles))
    print(f"{len(questions)} questions of squad2, each article held out; the answer is in the")
    print("first sentence, among the first three:")
    told = {"all": tuple(range(len(PARTS)))}
    for place, name in enumerate(PARTS):
        told[f"without {name}"] = tuple(n for n in range(len(PARTS)) if n != place)
    for name, columns in told.items():
        first, three = held_out_sentences([x[:, columns] for x in parts], held, articles)
        print(f"  {first:.4f}  {three:.4f}  {name}")
    weights = listwise(parts, held).round(2).tolist()
    print(f"_WEIGHTS = {tuple(weights)}  # {', '.join(PARTS)}")


def held_out_sentences(
    parts: Sequence[Any], held: Sequence[Any], articles: Sequence[str]
) -> tuple[float, float]:
    """Shares of questions whose answer is in the first sentence, and among the first three."""
    first, three = [], []
    for article in sorted(set(articles)):
        others = [n for n, each in enumerate(articles) if each != article]
        weights = listwise([parts[n] for n in others], [held[n] for n in others])
        for n, each in enumerate(articles):
            if each == article:
                ordered = held[n][np.argsort(-(parts[n] @ weights), kind="stable")]
                first.append(ordered[:1].any())
                three.append(ordered[:3].any())
    return float(np.mean(first)), float(np.mean(three))


def listwise(parts: Sequence[Any], held: Sequence[Any], ridge: float = 0.02) -> Any:
    """Weights under which the sentences that hold the answer are as probable as can be.

    The probability of a sentence is the softmax of the scores (Cao et al. 2007, "Learning to
    Rank: From Pairwise Approach to Listwise Approach", ICML); `ridge` holds the weights of the
    standardised parts down.
    """
    deviation = np.concatenate(parts).std(axis=0) + 1e-9
    lists = [(x / deviation, y) for x, y in zip(parts, held, strict=True) if y.any()]

    def loss(weights: Any) -> tuple[float, Any]:
        total, slope = 0.0, np.zeros_like(weights)
        for x, y in lists:
            scores = x @ weights
            odds = np.exp(scores - scores.max())
            share = odds / odds.sum()
            right = share[y].sum() + 1e-12
            total -= np.log(right)
            slope -= x.T @ (np.where(y, share, 0) / right - share)
        n = max(len(lists), 1)
        return total / n + ridge * weights @ weights, slope / n + 2 * ridge * weights

    fitted = minimize(loss, np.full(len(deviation), 0.3), jac=True, method="L-BFGS-B")
    return fitted.x / deviation


def fit_confidence(opened: dict[str, Library], questions: Sequence[Asked], work: Path) -> Any:
    """Print how each kind of question fares at one half, held out; the model fitted on all."""
    assistants = {name: Assistant(library) for name, library in opened.items()}
    rows = []
    for case in counted(questions, "confidence of"):
        signals = assistants[case.library].signals(case.question)
        rows.append(astuple(signals) if signals else (0.0,) * len(SIGNALS))
    x, y = np.array(rows), np.array([case.answered for case in questions])
    kind = np.array([case.kind for case in questions])
    # A question is held out with all others of its article, or its part of the other sets.
    fold = np.array(
        [
            case.group if case.group in opened else f"part {n % 8}"
            for n, case in enumerate(questions)
        ]
    )
    np.savez(work / "signals.npz", x=x, y=y, kind=kind, fold=fold)
    columns = {"all": tuple(range(len(SIGNALS)))}
    for place, name in enumerate(SIGNALS):
        columns[f"without {name}"] = tuple(n for n in range(len(SIGNALS)) if n != place)
    for name, used in columns.items():
        print(f"{name}:")
        report(held_out_confidence(x[:, used], y, kind, fold), y, kind)
    return fit(x, y, kind)


def fit(x: Any, y: Any, kind: Any) -> tuple[LogisticRegression, LogisticRegression]:
    """The two parts of `qa.confidence.ConfidenceModel`, each kind of question counting alike.

    What tells the subject is fitted on all but the adversarial questions; what tells whether the
    subject's documents say it, on those and the answerable ones of the same set.
    """
    subject = kind != ADVERSARIAL
    stated = np.isin(kind, [ADVERSARIAL, "answerable, squad2", "answerable, one article"])
    parts = []
    for rows, unanswerable in ((subject, 1.0), (stated, ADVERSARIAL_SHARE)):
        answered = y[rows]
        weight = np.array([1 / (kind == each).sum() for each in kind[rows]])
        for answer, share in ((1, 1.0), (0, unanswerable)):
            here = answered == answer
            weight[here] *= share * len(answered) / weight[here].sum()
        parts.append(LogisticRegression(C=10.0, max_iter=5000).fit(x[rows], answered, weight))
    return parts[0], parts[1]


def held_out_confidence(x: Any, y: Any, kind: Any, fold: Any) -> Any:
    """The confidence of each question, fitted on the other folds."""
    confidence = np.zeros(len(y))
    for each in sorted(set(fold)):
        here = fold == each
        subject, statement = fit(x[~here], y[~here], kind[~here])
        confidence[here] = (
            subject.predict_proba(x[here])[:, 1] * statement.predict_proba(x[here])[:, 1]
        )
    return confidence


def report(confidence: Any, y: Any, kind: Any) -> None:
    """Print how each kind of question fares."""
    for name in sorted(set(kind)):
        here = kind == name
        line = (
            f"  {name:28}{here.sum():6}  said to be answered {np.mean(confidence[here] >= 0.5):.3f}"
        )
        if not y[here].any():
            both = here | ((y == 1) & np.char.endswith(kind, name.split(", ")[1]))
            line += f"  AUROC {roc_auc_score(y[both], confidence[both]):.3f}"
        print(line)


def as_data(model: LogisticRegression) -> dict[str, Any]:
    """A part of the confidence as `qa/confidence.json` has it."""
    weights = zip(SIGNALS, model.coef_[0].tolist(), strict=True)
    return {
        "intercept": round(float(model.intercept_[0]), 3),
        "weights": {name: round(weight, 3) for name, weight in weights},
    }


def write(parts: dict[str, Any], questions: Sequence[Asked]) -> None:
    """Write the confidence into `qa/confidence.json`, with its provenance."""
    kinds = [case.kind for case in questions]
    data = {
        **parts,
        "provenance": {
            "program": "bench/fit_answerer.py",
            "created": datetime.now(UTC).date().isoformat(),
            "model": resolve_model(None).identity,
            "questions": {name: kinds.count(name) for name in sorted(set(kinds))},
            "adversarial_share": ADVERSARIAL_SHARE,
            "sources": {
                "squad2": "SQuAD 2.0, half of the development set, CC BY-SA 4.0",
                "obliqa": "ObliQA, development questions, arXiv 2409.05677",
                "canard": "CANARD, half of the development set, rewrites, CC BY-SA 4.0",
            },
        },
    }
    path = Path(qa.confidence.__file__).with_name("confidence.json")
    path.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    """Run the fit."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("-n", type=int, default=400, help="questions of each kind")
    parser.add_argument("--paragraphs", type=int, default=1_500, help="at most, of each corpus")
    parser.add_argument("--write", action="store_true", help="write qa/confidence.json")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    rows = corpora(options.data, options.paragraphs)
    opened = libraries(rows, options.work)
    squad = [row for row in shuffled(options.data / "squad2/questions.jsonl") if row["answerable"]]
    fit_sentences(opened["squad2"], squad[: 4 * options.n], options.work)
    questions = list(cases(options.data, rows, options.n))
    subject, statement = fit_confidence(opened, questions, options.work)
    parts = {"subject": as_data(subject), "statement": as_data(statement)}
    print(json.dumps(parts))
    if options.write:
        write(parts, questions)


if __name__ == "__main__":
    main()
