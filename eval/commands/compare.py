"""`pincite eval compare`: two runs on the same questions, and what tells them apart."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval.commands.comparison_table import comparison_table, how_tested, measure_json
from eval.commands.passages import excerpt, passage_reader
from eval.comparison import DEFAULT_BY
from eval.options import QrelsOption, SplitOption
from index.model import citation_label
from qa.options import JsonOption, LibraryOption
from qa.output import print_json, stderr_console, stdout_console, visible

if TYPE_CHECKING:
    from rich.console import Console

    from eval.comparison import ChangedQuery, Comparison, Found
    from eval.run_pairs import RunPair


__all__ = ["compare"]

_Reader = Callable[[str, str], str | None]
_N_GOLD = 3  # of the relevant paragraphs of a question that are shown


def compare(
    a: Annotated[
        Path,
        typer.Argument(
            metavar="A", help="An evaluation file of `eval run --out`, or a run file of TREC."
        ),
    ],
    b: Annotated[Path, typer.Argument(metavar="B", help="The same, of what is compared with it.")],
    *,
    questions: Annotated[
        list[Path],
        typer.Option(
            "--questions",
            metavar="QUESTIONS",
            help="Question set, as for `eval run`; needed for run files; may be given again.",
        ),
    ] = [],  # noqa: B006 - typer copies it
    qrels: QrelsOption = [],  # noqa: B006 - typer copies it
    split: SplitOption = None,
    measures: Annotated[
        str | None,
        typer.Option(
            "--measures",
            metavar="NAMES",
            help="Measures of ir-measures, separated by spaces; else those of evaluation file A, "
            "or the usual ones.",
        ),
    ] = None,
    by: Annotated[
        str,
        typer.Option("--by", metavar="MEASURE", help="Which says what questions changed most."),
    ] = DEFAULT_BY,
    n_changed: Annotated[
        int,
        typer.Option("--changed", "-n", min=0, help="How many of those questions to show."),
    ] = 5,
    library: LibraryOption = None,
    json_: JsonOption = False,
) -> None:
    """Compare two runs: how much B is better than A, whether by chance, and on what questions."""
    from eval.comparison import compare as compare_runs
    from eval.questions import read_questions
    from eval.run_pairs import read_pair

    if (qrels or split) and not questions:
        raise typer.BadParameter("is for the question sets of --questions", param_hint="--qrels")
    asked = read_questions(*questions, qrels=qrels, split=split) if questions else None
    pair = read_pair(a, b, asked)
    names = pair.measures if measures is None else tuple(measures.split())
    pair.require_depth([*names, by])
    comparison = compare_runs(
        pair.queries, pair.run_a, pair.run_b, measures=names, by=by, n_changed=n_changed
    )
    _print_notices(pair)
    with passage_reader(library) as read:
        if json_:
            print_json(_json(comparison, a, b, read))
        else:
            _print(comparison, read)


def _print_notices(pair: "RunPair") -> None:
    """Say on standard error what makes the two hard to compare."""
    console = stderr_console()
    for name, n in zip("AB", pair.fitted_on, strict=True):
        if n:
            console.print(
                f"note: the weights of {name} were fitted on {n} of these questions; "
                f"`pincite eval tune` tells what they bring to others",
                style="yellow",
            )
    depth_a, depth_b = pair.depths
    if depth_a and depth_b and depth_a != depth_b:
        console.print(
            f"note: A ranked {depth_a} paragraphs for a question and B {depth_b}; measures "
            f"without a cutoff see that",
            style="yellow",
        )


def _json(comparison: "Comparison", a: Path, b: Path, read: _Reader) -> dict[str, object]:
    return {
        "a": str(a),
        "b": str(b),
        "queries": comparison.n_queries,
        "lacking": dict(zip("ab", comparison.n_lacking, strict=True)),
        "measures": {name: measure_json(each) for name, each in comparison.measures.items()},
        "by": comparison.by,
        "changed": [_changed_json(each, read) for each in comparison.changed],
    }


def _changed_json(changed: "ChangedQuery", read: _Reader) -> dict[str, object]:
    return {
        "query_id": changed.query.query_id,
        "query": changed.query.query,
        "relevant": [
            {
                "doc_id": each.doc_id,
                "paragraph": each.paragraph,
                "relevance": each.relevance,
                "text": read(each.doc_id, each.paragraph),
            }
            for each in changed.query.relevant
        ],
        "a": _found_json(changed.a, read),
        "b": _found_json(changed.b, read),
    }


def _found_json(found: "Found", read: _Reader) -> dict[str, object]:
    first = found.first and {
        "doc_id": found.first.doc_id,
        "paragraph": found.first.paragraph,
        "text": read(found.first.doc_id, found.first.paragraph),
    }
    return {"value": found.value, "gold_rank": found.gold_rank, "first": first}


def _print(comparison: "Comparison", read: _Reader) -> None:
    table = comparison_table(comparison)
    console = stdout_console()
    console.print(table)
    console.print(
        f"{comparison.n_queries} queries, won where B is better; {how_tested(comparison)}"
    )
    for name, n in zip("AB", comparison.n_lacking, strict=True):
        if n:
            stderr_console().print(
                f"warning: {name} has nothing for {n} of the questions; they count 0 there",
                style="yellow",
            )
    if comparison.changed:
        console.print(f"\nChanged most by {comparison.by}:")
    for changed in comparison.changed:
        _print_changed(console, changed, read)


def _print_changed(console: "Console", changed: "ChangedQuery", read: _Reader) -> None:
    query = changed.query
    console.print(visible(f"\n{query.query_id}  {query.query}"), style="bold")
    gold = query.gold
    for each in gold[:_N_GOLD]:
        _print_passage(console, "wanted", each.doc_id, each.paragraph, read)
    if len(gold) > _N_GOLD:
        console.print(f"  … and {len(gold) - _N_GOLD} more")
    for name, found in (("A", changed.a), ("B", changed.b)):
        rank = f"a wanted one at rank {found.gold_rank}" if found.gold_rank else "none wanted found"
        console.print(f"  {name}: {found.value:.4f}, {rank}", style="cyan")
        if found.first:
            _print_passage(console, "first", found.first.doc_id, found.first.paragraph, read)


def _print_passage(
    console: "Console", what: str, doc_id: str, paragraph: str, read: _Reader
) -> None:
    console.print(visible(f"  {what:>6}  {citation_label(doc_id, paragraph)}"))
    if text := read(doc_id, paragraph):
        console.print(f"          {excerpt(text)}", style="dim")
