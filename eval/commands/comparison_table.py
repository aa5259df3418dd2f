"""The table of a comparison, and its measures as JSON, for the commands that compare."""

from typing import TYPE_CHECKING, Literal

from eval.randomisation import DRAWS

if TYPE_CHECKING:
    from rich.table import Table

    from eval.comparison import Comparison, MeasureComparison

__all__ = ["comparison_table", "how_tested", "measure_json"]


def comparison_table(
    comparison: "Comparison", names: tuple[str, str, str] = ("A", "B", "B − A")
) -> "Table":
    """A row for each measure, narrow enough for 80 columns.

    Args:
        comparison: What is shown.
        names: Of the two systems and of their difference; short ones.
    """
    from rich.box import SIMPLE
    from rich.table import Table

    table = Table(box=SIMPLE, pad_edge=False, collapse_padding=True)
    for name in ("measure", *names, "95 %", "p", "won/tied/lost"):
        justify: Literal["left", "right"] = "left" if name == "measure" else "right"
        # A long name of a measure is folded, and no figure cut off.
        table.add_column(name, justify=justify, no_wrap=name != "measure", overflow="fold")
    for name, each in comparison.measures.items():
        low, high = each.interval
        table.add_row(
            name,
            f"{each.a:.4f}",
            f"{each.b:.4f}",
            f"{each.difference:+.4f}",
            f"{low:+.3f} to {high:+.3f}",
            _p(each.p_value),
            f"{each.wins}/{each.ties}/{each.losses}",
        )
    return table


def _p(value: float) -> str:
    return f"{value:.4f}" if value >= 0.0001 else "< 0.0001"


def how_tested(comparison: "Comparison") -> str:
    """What the p-values are of, in a few words."""
    exact = all(each.exact for each in comparison.measures.values())
    how = "exact" if exact else f"exact where few questions differ, else {DRAWS:,} draws"
    return f"p by the two-sided paired randomisation test ({how})"


def measure_json(measure: "MeasureComparison") -> dict[str, object]:
    """What a measure says of two systems."""
    return {
        "a": measure.a,
        "b": measure.b,
        "difference": measure.difference,
        "interval": list(measure.interval),
        "p_value": measure.p_value,
        "exact": measure.exact,
        "wins": measure.wins,
        "ties": measure.ties,
        "losses": measure.losses,
    }
