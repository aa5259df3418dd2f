"""Measures of a ranking, by the ir-measures library (https://ir-measur.es).

A judged query that a run lacks counts 0, a paragraph that is not judged counts as not
relevant, and the figure given is the mean over all judged queries.
"""

import re
from collections.abc import Iterable, Mapping
from math import fsum
from typing import TYPE_CHECKING

from eval.model import MAX_RELEVANCE, Judgement
from eval.runs import Run, trec_id, trec_query_id
from index.errors import InputError

if TYPE_CHECKING:
    from ir_measures import Measure

__all__ = [
    "DEFAULT_MEASURES",
    "MAX_CUTOFF",
    "largest_cutoff",
    "means",
    "measure_each",
    "measure_run",
    "parse_measure",
    "parse_measures",
]

DEFAULT_MEASURES = ("R@1", "R@5", "R@10", "AP@10", "RR@10", "nDCG@10")
MAX_CUTOFF = 1_000
# Those that trec_eval computes for a ranked list; `registry` knows other names for some.
_KINDS = ("R", "P", "AP", "RR", "nDCG", "Success", "Rprec", "Bpref")
# A name, the least relevance that counts as relevant, and how many paragraphs are looked at.
_SPELLING = re.compile(r"(?P<kind>\w+)(?:\(rel=(?P<rel>\d{1,9})\))?(?:@(?P<cutoff>\d{1,9}))?", re.A)
_HELP = f"use {', '.join(_KINDS)} with a cutoff, as in R@10, nDCG@10 or AP(rel=2)@10"


def parse_measures(names: str | Iterable[str]) -> dict[str, "Measure"]:
    """The measures that are named.

    `ir_measures.parse_measure` reads more, but it lets values pass that end the whole
    program inside trec_eval, and it needs parts of `ast` that Python 3.14 removes.

    Args:
        names: Names as ir-measures writes them, such as `R@10`, `AP(rel=2)@10` or `RR`; in
            a string, white space separates them.

    Returns:
        Each measure under its name as it was given, in that order.

    Raises:
        InputError: There is none, or one is unknown.
    """
    words = (names if isinstance(names, str) else " ".join(names)).split()
    if not words:
        raise InputError(f"no measure is named; {_HELP}")
    return {word: _measure(word) for word in words}


def parse_measure(name: str) -> tuple[str, "Measure"]:
    """The one measure that is named, and its name without white space.

    Raises:
        InputError: It is unknown, or more than one is named.
    """
    (word, measure), *others = parse_measures(name).items()
    if others:
        raise InputError(f"{name!r} names more than one measure; name one, such as {word}")
    return word, measure


def _measure(word: str) -> "Measure":
    from ir_measures.measures import registry

    spelled = _SPELLING.fullmatch(word)
    kind = registry.get(spelled["kind"]) if spelled else None
    if spelled is None or kind is None or kind.NAME not in _KINDS:
        raise InputError(f"unknown measure {word!r}; {_HELP}")
    params: dict[str, int] = {}
    for name, largest in (("rel", MAX_RELEVANCE), ("cutoff", MAX_CUTOFF)):
        supported = kind.SUPPORTED_PARAMS.get(name)
        if spelled[name] is not None:
            if supported is None:
                raise InputError(f"measure {word!r}: {kind.NAME} takes no {name}; {_HELP}")
            params[name] = int(spelled[name])
            if not 1 <= params[name] <= largest:
                raise InputError(f"measure {word!r}: {name} must be from 1 to {largest}")
        elif supported is not None and supported.required:
            raise InputError(f"measure {word!r} needs a {name}, as in {word}@10")
    measure: Measure = kind(**params)
    return measure


def largest_cutoff(measures: Iterable["Measure"]) -> int:
    """How many paragraphs of a ranking the measures look at; 0 if none has a cutoff."""
    return max((measure.params.get("cutoff", 0) for measure in measures), default=0)


def measure_each(
    measures: Mapping[str, "Measure"], judgements: Mapping[str, Iterable[Judgement]], run: Run
) -> dict[str, dict[str, float]]:
    """Measure a run, query by query.

    Args:
        measures: As `parse_measures` gives them.
        judgements: Those of each query, by its id; each query has at least one.
        run: What was found for them.

    Returns:
        For each measure under its name, its value for each query of `judgements`.
    """
    import ir_measures

    relevances = {
        trec_query_id(query_id): {
            trec_id(judgement.doc_id, judgement.paragraph): judgement.relevance
            for judgement in judged
        }
        for query_id, judged in judgements.items()
    }
    scores = {
        trec_query_id(query_id): {
            trec_id(found.doc_id, found.paragraph): found.score for found in ranking
        }
        for query_id, ranking in run.items()
    }
    values = {
        (metric.measure, metric.query_id): float(metric.value)
        for metric in ir_measures.iter_calc(set(measures.values()), relevances, scores)
    }
    return {
        name: {
            query_id: values.get((measure, trec_query_id(query_id)), 0.0) for query_id in judgements
        }
        for name, measure in measures.items()
    }


def means(values: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """The mean over all queries of what `measure_each` gives; there is at least one query."""
    return {name: fsum(each.values()) / len(each) for name, each in values.items()}


def measure_run(
    measures: Mapping[str, "Measure"], judgements: Mapping[str, Iterable[Judgement]], run: Run
) -> dict[str, float]:
    """The means of what `measure_each` gives, for each measure under its name."""
    return means(measure_each(measures, judgements, run))
