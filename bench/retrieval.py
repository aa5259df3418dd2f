"""What each part of the retrieval brings, and what it costs: an ablation on question sets.

    python bench/retrieval.py CORPUS.jsonl QUESTIONS.jsonl --work build/retrieval

The corpus is indexed once; then the questions are searched with one part after the other left
out. Times are of whole searches, warm, the encoding of the question included.
"""

import argparse
import random
from dataclasses import replace
from pathlib import Path

from eval.evaluate import evaluate, measurable
from eval.questions import read_questions
from index import Library
from qa import Assistant
from qa.late_interaction import SecondLook
from qa.retriever import FusionSettings

SEED = 20
MEASURES = "R@1 R@10 AP@10"
ALL = SecondLook()
TEXT = replace(ALL, head_cosine=0.0)
VARIANTS: dict[str, SecondLook | None] = {
    "fusion alone": None,
    "+ late interaction, plain": replace(
        TEXT, power=1.0, length_penalty=0.0, phrase_weight=0.0, neighbour_weight=0.0
    ),
    "+ the cosine's power": replace(
        TEXT, length_penalty=0.0, phrase_weight=0.0, neighbour_weight=0.0
    ),
    "+ length": replace(TEXT, phrase_weight=0.0, neighbour_weight=0.0),
    "+ phrases": replace(TEXT, neighbour_weight=0.0),
    "+ neighbours": TEXT,
    "+ headings and titles: all": ALL,
    "all, of the best 30": replace(ALL, n=30),
}


def main() -> None:
    """Index the corpus and measure each variant."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--qrels", type=Path, action="append", default=[], help="judgements")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--sample", type=int, help="only so many questions, drawn by a fixed seed")
    options = parser.parse_args()
    known = read_questions(options.questions, qrels=options.qrels)
    queries = [query for query in known if measurable(query)]
    if options.sample is not None:
        queries = random.Random(SEED).sample(queries, min(options.sample, len(queries)))
    with Library.create(options.work / "library") as library:
        failed = library.add([options.corpus]).failed
        if failed:
            raise RuntimeError(failed[0].error)
        for name, look in VARIANTS.items():
            assistant = Assistant(library, fusion=FusionSettings(second_look=look))
            found = evaluate(assistant, queries, measures=MEASURES)
            figures = ", ".join(f"{key} {value:.4f}" for key, value in found.measures.items())
            print(
                f"{name}: {figures}; p50 {found.latency.p50_ms:.1f} ms, p95 "
                f"{found.latency.p95_ms:.1f} ms ({found.n_queries} questions)",
                flush=True,
            )


if __name__ == "__main__":
    main()
