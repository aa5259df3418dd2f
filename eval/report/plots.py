"""The plots of a report, as SVG that stands inside the page and takes its colours and type.

A plot is drawn in colours that no plot would have, and each is then replaced by the variable
of the style sheet that it stands for; so a page that turns dark takes its plots along.
"""

import re
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from eval.report.model import RecallCurve, Scores

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_recall", "draw_scores"]

_INK, _LINE, _FIRST, _SECOND = "#010203", "#010204", "#010205", "#010206"
_VARIABLES = {_INK: "ink", _LINE: "line", _FIRST: "first", _SECOND: "second"}
_SIZE = (5.6, 3.7)  # inches, 72 units of the drawing each
_N_BINS = 40
_STYLE: dict[str, object] = {
    "svg.fonttype": "none",
    "font.family": ["DejaVu Sans"],
    "font.size": 11,
    "text.color": _INK,
    "axes.labelcolor": _INK,
    "axes.edgecolor": _LINE,
    "axes.facecolor": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "grid.color": _LINE,
    "grid.linewidth": 0.8,
    "xtick.color": _LINE,
    "ytick.color": _LINE,
    "xtick.labelcolor": _INK,
    "ytick.labelcolor": _INK,
    "legend.frameon": False,
}


def draw_recall(curves: Sequence[tuple[str, RecallCurve]]) -> str:
    """Draw mean recall over depth, with the intervals as bars.

    Args:
        curves: One or two curves with their names, which are no text of a document.

    Returns:
        An `svg` element.
    """

    def plot(axes: "Axes") -> None:
        looks = ((_FIRST, "-", "o"), (_SECOND, "--", "s"))
        for at, ((name, curve), (colour, line, marker)) in enumerate(
            zip(curves, looks, strict=False)
        ):
            depths = range(1, len(curve.means) + 1)
            axes.plot(depths, curve.means, line, color=colour, linewidth=1.8, label=name)
            for k, (low, high) in curve.intervals.items():
                # Bars at the same depth stand beside each other.
                x = k * 1.04**at
                axes.plot([x, x], [low, high], color=colour, linewidth=1)
                axes.plot([x], [curve.means[k - 1]], marker, color=colour, markersize=4)
        axes.set_xscale("log")
        ticks = [k for k in (1, 2, 5, 10, 20, 50, 100) if k <= len(curves[0][1].means)]
        axes.set_xticks(ticks, labels=list(map(str, ticks)))
        axes.minorticks_off()
        axes.set_ylim(0, 1.02)
        axes.set_xlabel("first k paragraphs")
        axes.set_ylabel("recall")
        if len(curves) > 1:
            _legend(axes)

    return _drawn("recall", plot)


def draw_scores(letter: str, scores: Scores) -> str:
    """Draw how the scores are distributed, of relevant paragraphs and of others.

    Args:
        letter: Of the system; tells its drawing from others on the page.
        scores: What it gave; at least one.

    Returns:
        An `svg` element.
    """
    import numpy as np

    groups = [
        (values, label)
        for values, label in ((scores.relevant, "relevant"), (scores.other, "other"))
        if values.size
    ]
    edges = np.histogram_bin_edges(np.concatenate([values for values, _ in groups]), _N_BINS)

    def plot(axes: "Axes") -> None:
        for values, label in groups:
            shares = np.histogram(values, edges)[0] / values.size
            colour, filled = (_FIRST, True) if label == "relevant" else (_SECOND, False)
            axes.stairs(
                shares,
                edges,
                fill=filled,
                color=colour,
                alpha=0.55 if filled else 1,
                linewidth=1.8,
                label=label,
            )
        axes.set_ylim(bottom=0)
        axes.yaxis.set_major_formatter(lambda share, _: f"{100 * share:g} %")
        axes.set_xlabel("score")
        axes.set_ylabel("share of its kind")
        _legend(axes)

    return _drawn(f"scores-{letter}", plot)


def _legend(axes: "Axes") -> None:
    """Above the drawing, where it hides nothing."""
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, borderaxespad=0.2)


def _drawn(name: str, plot: Callable[["Axes"], None]) -> str:
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    drawing = BytesIO()
    # Ids are made from the name, so that the same report is the same file, and those of two
    # plots of a page differ.
    style: Any = {**_STYLE, "svg.hashsalt": name}  # matplotlib spells out the key of each
    with rc_context(style):
        figure = Figure(figsize=_SIZE, layout="constrained")
        plot(figure.subplots())
        nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
        figure.savefig(drawing, format="svg", transparent=True, metadata=nothing)
    return _inline(drawing.getvalue().decode())


def _inline(svg: str) -> str:
    """The `svg` element of a file, as a part of a page: without size, type and colours."""
    svg = svg[svg.index("<svg") :]
    head, rest = svg.split(">", 1)
    view = re.search(r'viewBox="[^"]*"', head)
    if view is None:
        raise ValueError("matplotlib wrote an svg without a viewBox")
    rest = re.sub(r"<defs>\s*<style.*?</style>\s*</defs>", "", rest, count=1, flags=re.DOTALL)
    rest = re.sub(r' id="[^"]*_\d+"', "", rest)  # names of its parts, to which nothing refers
    rest = re.sub(r"font: ([\d.]+px) [^;\"]*", r"font-size: \1", rest)
    rest = re.sub(r"font-family: [^;\"]*(; )?", "", rest)
    for colour, variable in _VARIABLES.items():
        rest = rest.replace(colour, f"var(--plot-{variable})")
    return f'<svg {view[0]} aria-hidden="true" focusable="false">{rest.strip()}'
