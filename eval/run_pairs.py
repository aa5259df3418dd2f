"""Two runs to compare, from evaluation files or run files, with the questions they are of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.evaluate import EvaluatedQuery, Evaluation, measurable
from eval.evaluation_file import EvaluationFile, read_evaluation
from eval.measures import DEFAULT_MEASURES, largest_cutoff, parse_measures
from eval.model import Judgement, Query
from eval.runs import Run, read_run
from index.errors import InputError
from index.files import read_bytes

__all__ = ["RunPair", "agreed_queries", "read_pair"]

# An evaluation file is a JSON object, and no line of a run is.
_OBJECT = (b"{", b"\xef\xbb\xbf{")


@dataclass(frozen=True, slots=True)
class RunPair:
    """Two runs, A and B, and their questions.

    Attributes:
        queries: The questions, each with a paragraph that is judged relevant.
        run_a: What A found.
        run_b: What B found.
        measures: Names of the measures that A was evaluated by, or of the usual ones.
        fitted_on: On how many of the questions the weights of A and of B had been fitted.
        depths: How many paragraphs were ranked by A and by B; None where that is not known.
    """

    queries: tuple[Query, ...]
    run_a: Run
    run_b: Run
    measures: tuple[str, ...]
    fitted_on: tuple[int, int] = (0, 0)
    depths: tuple[int | None, int | None] = (None, None)

    def require_depth(self, measures: Iterable[str]) -> None:
        """Raise `InputError` if a measure looks at more paragraphs than were ranked."""
        cutoff = largest_cutoff(parse_measures(measures).values())
        depth = min(filter(None, self.depths), default=None)
        if depth is not None and cutoff > depth:
            raise InputError(
                f"a measure looks at {cutoff} paragraphs, but {depth} were ranked; name that "
                f"measure when evaluating, and compare the new files"
            )


def read_pair(path_a: Path, path_b: Path, queries: Sequence[Query] | None = None) -> RunPair:
    """Read two runs.

    Args:
        path_a: An evaluation file, or a run file in TREC's format.
        path_b: The same, of the other system.
        queries: The questions, of which those with a paragraph judged relevant are taken;
            None for those of the evaluation files.

    Raises:
        UnreadableFile: A file is missing, empty, binary, or not in UTF-8.
        NotADocument: A file is neither; names the line or the place.
        InputError: No file says which paragraphs are relevant, or they say different things.
    """
    (run_a, kept_a), (run_b, kept_b) = _read(path_a), _read(path_b)
    a, b = (kept.evaluation if kept else None for kept in (kept_a, kept_b))
    if queries is None:
        judged = [(path, each) for path, each in ((path_a, a), (path_b, b)) if each is not None]
        queries = agreed_queries(judged)
    return RunPair(
        queries=tuple(filter(measurable, queries)),
        run_a=run_a,
        run_b=run_b,
        measures=DEFAULT_MEASURES if a is None else tuple(a.measures),
        fitted_on=(
            kept_a.settings.fitted_on if kept_a else 0,
            kept_b.settings.fitted_on if kept_b else 0,
        ),
        depths=(a.depth if a else None, b.depth if b else None),
    )


def _read(path: Path) -> tuple[Run, EvaluationFile | None]:
    if not read_bytes(path).lstrip().startswith(_OBJECT):
        return read_run(path), None
    kept = read_evaluation(path)
    return kept.evaluation.run, kept


def agreed_queries(judged: Sequence[tuple[Path, Evaluation]]) -> tuple[Query, ...]:
    """The questions of evaluations, which have to be the same.

    Args:
        judged: Evaluations with the files they were read from.

    Raises:
        InputError: There is none, or two differ on a question or its judgements.
    """
    if not judged:
        raise InputError(
            "run files do not say which paragraphs are relevant; name the question set with "
            "--questions"
        )
    (path, first), *others = (
        (path, {each.query_id: _query(each) for each in evaluation.queries})
        for path, evaluation in judged
    )
    for other_path, other in others:
        differing = [
            query_id
            for query_id in first | other
            if _judged(first, query_id) != _judged(other, query_id)
        ]
        if differing:
            raise InputError(
                f"{other_path} is not of the same questions as {path}: they differ on "
                f"{len(differing)}, as on {differing[0]!r}; evaluate both on one set, or "
                f"compare them on one with `pincite eval compare --questions`"
            )
    return tuple(first.values())


def _query(evaluated: EvaluatedQuery) -> Query:
    return Query(evaluated.query_id, evaluated.query, evaluated.relevant)


def _judged(queries: Mapping[str, Query], query_id: str) -> frozenset[Judgement] | None:
    """What is known of a question; None where it is not among them."""
    return frozenset(queries[query_id].relevant) if query_id in queries else None
