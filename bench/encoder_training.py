"""What training the encoder brings to held-out questions: a learning curve, and an ablation.

    python bench/encoder_training.py CORPUS.jsonl QUESTIONS.jsonl --work build/training \
        --tried 1 --variant share=0.25 --variant share=0.5 --variant token_weight=0 --variant ""

The corpus is indexed once. For each variant of the usual way of training, encoders are trained
as `pincite eval tune --encoder` does it, and measured on the same held-out questions, with the
usual weights: all of them, and those alone whose paragraphs answer no question trained on.
"""

import argparse
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

from eval.evaluate import measurable
from eval.measures import means, measure_each, parse_measures
from eval.model import Query
from eval.questions import read_questions
from eval.runs import Run
from eval.tuning.candidates import gather_candidates
from eval.tuning.cross_validation import FUSION, CrossValidation, cross_validate, run_of
from eval.tuning.folds import FOLDS
from eval.tuning.training import TrainingSettings
from index import Library
from qa.retriever import FusionSettings

MEASURES = parse_measures("R@10 AP@10")
RETRIEVERS = {
    "dense": FusionSettings(dense_weight=1.0, second_look=None),
    "fusion": FUSION,
    "hybrid": FusionSettings(),
}


def silent(_: str) -> AbstractContextManager[None]:
    """No progress is shown."""
    return nullcontext()


def read_variant(text: str) -> dict[str, Any]:
    """`share` and fields of `TrainingSettings`, as in `share=0.5 epochs=1`."""
    settings = TrainingSettings()
    variant: dict[str, Any] = {}
    for part in text.split():
        name, value = part.split("=")
        kind = float if name == "share" else type(getattr(settings, name))
        variant[name] = kind(value)
    return variant


def figures(queries: list[Query], run: Run) -> str:
    """Means over some questions."""
    found = {query.query_id: run[query.query_id] for query in queries}
    judgements = {query.query_id: query.relevant for query in queries}
    values = means(measure_each(MEASURES, judgements, found))
    return " / ".join(f"{value:.4f}" for value in values.values())


def unseen(tried: CrossValidation, queries: list[Query]) -> list[Query]:
    """Held-out questions none of whose paragraphs answers a question of another fold."""
    chosen = []
    for fold in tried.folds:
        held = set(fold.query_ids)
        known = {(g.doc_id, g.paragraph) for q in queries if q.query_id not in held for g in q.gold}
        chosen += [
            query
            for query in queries
            if query.query_id in held and not known & {(g.doc_id, g.paragraph) for g in query.gold}
        ]
    return chosen


def show(name: str, held: list[Query], new: list[Query], runs: dict[str, Run]) -> None:
    """Print the figures of an encoder."""
    for title, queries in (("all", held), ("of paragraphs not trained on", new)):
        if queries:
            told = "; ".join(f"{key} {figures(queries, run)}" for key, run in runs.items())
            print(f"{name}, {title} ({len(queries)} questions): {told}", flush=True)


def main() -> None:
    """Train each variant and measure it."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--folds", type=int, default=FOLDS)
    parser.add_argument("--tried", type=int, help="measure only so many of the folds")
    parser.add_argument("--variant", action="append", help='such as "share=0.5 epochs=1"')
    options = parser.parse_args()
    queries = [query for query in read_questions(options.questions) if measurable(query)]
    with Library.create(options.work / "library") as library:
        failed = library.add([options.corpus]).failed
        if failed:
            raise RuntimeError(failed[0].error)
        shown_before = False
        for variant in options.variant or [""]:
            chosen = read_variant(variant)
            share = chosen.pop("share", 1.0)
            began = perf_counter()
            tried = cross_validate(
                library,
                queries,
                settings=replace(TrainingSettings(), **chosen),
                folds=options.folds,
                stage=silent,
                share=share,
                n_tried=options.tried,
            )
            seconds = perf_counter() - began
            held = [each.query for each in tried.candidates]
            new = unseen(tried, queries)
            if not shown_before:
                before = gather_candidates(library, held, depth=FUSION.depth)
                untrained = {name: run_of(before, each) for name, each in RETRIEVERS.items()}
                print("R@10 / AP@10 of each retriever")
                show("untrained", held, new, untrained)
                shown_before = True
            runs = {name: run_of(tried.candidates, each) for name, each in RETRIEVERS.items()}
            n_trained = sum(fold.n_trained for fold in tried.folds) / len(tried.folds)
            name = f"{variant or 'usual'}, trained on {n_trained:.0f} ({seconds:.0f} s)"
            show(name, held, new, runs)


if __name__ == "__main__":
    main()
