"""The report as one HTML file that needs no other: no network, no font, no script but its own.

Questions and passages are data: every template is rendered with autoescaping, and what is
marked as safe are only the drawings, the style sheet and the script of this package. The
page's content security policy forbids all else, should a mistake slip in.
"""

from base64 import b64encode
from collections.abc import Callable
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import PurePath
from typing import TYPE_CHECKING

from eval.commands.passages import excerpt
from eval.comparison import MeasureComparison
from eval.report.curves import SHOWN_DEPTHS
from eval.report.model import Content, Scores, System
from eval.report.plots import draw_recall, draw_scores
from eval.report.table import Reader, table_data
from index.model import citation_label
from qa.output import visible

if TYPE_CHECKING:
    import jinja2

__all__ = ["render_report"]

# Characters of a passage that are shown with a question.
_N_CHARACTERS = 400
# Passages wanted by a question that are shown with it.
_N_WANTED = 3
# Paragraphs missing from the library that are named.
_N_MISSING = 50


def render_report(content: Content, read: Reader) -> str:
    """The report as HTML.

    Args:
        content: What it shows.
        read: Gives the passages.
    """
    from markupsafe import Markup

    # Marked as needing no escaping: only what the package's own files and matplotlib wrote. Every
    # question, passage and path goes through the template, which escapes it.
    environment = _environment(read)
    script = environment.get_template("report.js").render()
    return environment.get_template("report.html").render(
        content=content,
        sets=_sets(content),
        facts=_facts(content.systems),
        comparisons={} if content.comparison is None else content.comparison.measures,
        plots=[(Markup(svg), alt, caption) for svg, alt, caption in _plots(content)],  # noqa: S704 - matplotlib escapes its labels
        depths=[k for k in SHOWN_DEPTHS if k in content.systems[0].curve.intervals],
        data=table_data(content, read),
        style=Markup(environment.get_template("report.css").render()),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        script_hash=b64encode(sha256(script.encode()).digest()).decode(),
        n_wanted=_N_WANTED,
        n_missing=_N_MISSING,
    )


def _environment(read: Reader) -> "jinja2.Environment":
    environment = _shared_environment().overlay()
    environment.filters["passage"] = lambda each: _passage(read(each.doc_id, each.paragraph))
    return environment


@cache
def _shared_environment() -> "jinja2.Environment":
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("eval.report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    filters: dict[str, Callable[..., object]] = {
        "visible": visible,
        "label": lambda each: visible(citation_label(each.doc_id, each.paragraph)),
        "p": _p,
        "figure": _figure,
        "signed": _signed,
    }
    environment.filters |= filters
    return environment


def _passage(text: str | None) -> str | None:
    return None if text is None else excerpt(text, _N_CHARACTERS)


def _p(compared: MeasureComparison) -> str:
    return f"{compared.p_value:.4f}" if compared.p_value >= 0.0001 else "< 0.0001"


def _signed(value: float) -> str:
    return "0.0000" if round(value, 4) == 0 else f"{value:+.4f}".replace("-", "−")


def _figure(value: float) -> str:
    """A share with four digits, a number of words with one."""
    return f"{value:.4f}" if value <= 1 else f"{value:.1f}"


def _sets(content: Content) -> str:
    """Names of the question sets, without their folders."""
    settings = content.systems[0].kept.settings
    return ", ".join(visible(PurePath(path).name) for path in settings.questions)


def _facts(systems: tuple[System, ...]) -> list[tuple[str, tuple[str, ...]]]:
    """The settings: what each is called, and what it is of each system."""
    each = [_facts_of(system) for system in systems]
    # Where no system has it, nothing is said.
    return [
        (name, values)
        for name in each[0]
        if any(values := tuple(visible(facts[name]) for facts in each))
    ]


def _facts_of(system: System) -> dict[str, str]:
    kept, found, settings = system.kept, system.kept.evaluation, system.kept.settings
    n_questions = found.n_queries + found.n_unmeasured
    return {
        "Evaluation file": system.file,
        "Question sets": ", ".join(settings.questions),
        "Judgements": ", ".join(settings.qrels),
        "Split": settings.split or "",
        "Questions measured": f"{found.n_queries:,} of {n_questions:,}",
        "Paragraphs wanted": f"{found.n_gold:,}, {len(found.missing):,} not in the library",
        "Retriever": found.retriever,
        "Paragraphs ranked": f"{found.depth:,} for a question",
        "Encoder": settings.model,
        "Weights": settings.fusion.words()
        if settings.fusion and found.retriever in {"hybrid", "fusion"}
        else "",
        "Weights fitted on": f"{settings.fitted_on:,} of the questions measured"
        if settings.fitted_on
        else "",
        "Reranker": settings.reranker.words() if settings.reranker else "",
        "Library": settings.library,
        "Library holds": f"{settings.documents:,} documents, {settings.paragraphs:,} paragraphs",
        "Evaluated": f"{_time(kept.created)}, in {found.seconds:,.1f} s",
        "Pincite": kept.pincite,
    }


def _time(created: str) -> str:
    try:
        return f"{datetime.fromisoformat(created):%Y-%m-%d %H:%M %Z}".strip()
    except ValueError:
        return created


def _plots(content: Content) -> list[tuple[str, str, str]]:
    """Drawings, each with what it shows in words, and its caption."""
    curves = [(system.letter, system.curve) for system in content.systems]
    n = len(content.queries)
    drawn = [
        (
            draw_recall(curves),
            "; ".join(_curve_in_words(system) for system in content.systems),
            f"Recall by depth: the share of the wanted paragraphs among the first k, mean of "
            f"{n:,} questions; bars are 95 % intervals.",
        )
    ]
    for system in content.systems:
        scores = system.scores
        if scores.relevant.size + scores.other.size:
            name = f" by {system.letter}" if len(content.systems) > 1 else ""
            drawn.append(
                (
                    draw_scores(system.letter, scores),
                    _scores_in_words(scores),
                    f"Scores of the paragraphs found{name}: {scores.relevant.size:,} relevant and "
                    f"{scores.other.size:,} other ones. The less they overlap, the better the "
                    f"score tells them apart.",
                )
            )
    return drawn


def _curve_in_words(system: System) -> str:
    at = ", ".join(f"{system.curve.means[k - 1]:.3f} at {k}" for k in system.curve.intervals)
    return f"Recall of {system.letter}: {at}"


def _scores_in_words(scores: Scores) -> str:
    import numpy as np

    medians = [
        f"median {np.median(values):.3f} of {values.size:,} {name} paragraphs"
        for values, name in ((scores.relevant, "relevant"), (scores.other, "other"))
        if values.size
    ]
    return f"Scores: {', '.join(medians)}"
