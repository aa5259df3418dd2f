"""Measure the quoting answerer and its silence on SQuAD 2.0, in two settings.

- the whole set: its questions about the articles that the library holds, and the adversarial ones
  that these articles do not answer;
- half of the articles: the library holds every other one, and is asked the answerable questions
  about all of them. Those about the articles that it does not hold are about another subject.

    python bench/answers.py ../shared/data/squad2 --work build/answers

The weights were fitted on some of these questions (`bench/fit_answerer.py` says how they do on
questions that they were not fitted on).
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from eval.answers import AnswersEvaluation, evaluate_answers
from eval.model import Query
from eval.questions import read_questions
from index import Library
from qa import Assistant


def library_of(corpus: Path, articles: Sequence[str], folder: Path) -> Library:
    """A library of some of the corpus' articles."""
    rows = (line for line in corpus.read_text(encoding="utf-8").splitlines())
    kept = [line for line in rows if json.loads(line)["doc_id"] in articles]
    file = folder.with_suffix(".jsonl")
    file.write_text("\n".join(kept), encoding="utf-8")
    library = Library.create(folder)
    library.add([file])
    return library


def table(title: str, evaluation: AnswersEvaluation) -> str:
    """The figures of a setting, a row each."""
    unanswerable = sum(not each.query.answerable for each in evaluation.judged)
    rows = [f"{title}: {len(evaluation.judged)} questions, {unanswerable} of them unanswerable"]
    for name, figure in evaluation.figures.items():
        low, high = figure.interval or (float("nan"), float("nan"))
        rows.append(f"  {name:24}{figure.value:9.4f}   {low:.4f} to {high:.4f}  of {figure.n}")
    for share in (0.25, 0.5, 0.75, 1.0):
        risk = next(p.risk for p in evaluation.risk_coverage if p.coverage >= share)
        rows.append(f"  risk at coverage {share:.2f}   {risk:9.4f}")
    return "\n".join(rows)


def main() -> None:
    """Run both settings."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="ask every Nth question")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    corpus = options.data / "corpus.jsonl"
    with corpus.open(encoding="utf-8") as file:
        articles = sorted({json.loads(line)["doc_id"] for line in file})
    queries = read_questions(options.data / "questions.jsonl")[:: options.every]
    with library_of(corpus, articles, options.work / "whole") as library:
        print(table("whole set", evaluate_answers(Assistant(library), queries)), flush=True)
    held = articles[::2]
    asked: list[Query] = []
    for query in queries:
        if query.answerable:
            there = query.relevant[0].doc_id in held
            about = query if there else replace(query, relevant=(), answers=(), answerable=False)
            asked.append(about)
    with library_of(corpus, held, options.work / "half") as library:
        print(table("half of the articles", evaluate_answers(Assistant(library), asked)))


if __name__ == "__main__":
    main()
