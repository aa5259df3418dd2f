"""Tuning a library's encoder: training it on a question set, and what that brings to others."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from eval.comparison import DEFAULT_BY, Comparison, compare
from eval.evaluate import MissingGold, measurable, missing_gold
from eval.history import as_searched
from eval.measures import DEFAULT_MEASURES
from eval.model import Query
from eval.runs import Run
from eval.tuning.candidates import gather_candidates, known_of
from eval.tuning.cross_validation import FUSION, Fold, cross_validate, run_of
from eval.tuning.folds import FOLDS
from eval.tuning.training import (
    TrainingSettings,
    make_examples,
    require_new_folder,
    save,
    train,
)
from eval.tuning.tune import FEWEST, Stage, unwatched
from eval.tuning.weights import fit_weights
from index import Library
from index.encoder import resolve_model
from index.errors import InputError
from qa import Assistant
from qa.retriever import FusionSettings
from qa.tuned import Gain, Provenance, TunedSettings, TunedWeights, now

__all__ = ["EncoderTuning", "HeldOut", "settings_of", "tune_encoder"]


@dataclass(frozen=True, slots=True)
class HeldOut:
    """How trained encoders do on questions that they have not seen.

    In each comparison A is the library's encoder, B the trained ones.

    Attributes:
        folds: The parts in which questions were held out.
        fusion: Without the second look, both with the usual weights.
        hybrid: With it, both with the usual weights.
        fitted: With it, B with weights that were fitted on the other parts' questions, as found
            by the encoders that had not seen those.
        settings: The weights that are fitted so on all questions.
        unseen: As `hybrid`, of the questions none of whose paragraphs answers a question that the
            encoder was trained on; None if there is no such question.
        unseen_fitted: As `fitted`, of the same questions: what known questions cost them.
    """

    folds: tuple[Fold, ...]
    fusion: Comparison
    hybrid: Comparison
    fitted: Comparison
    settings: FusionSettings
    unseen: Comparison | None
    unseen_fitted: Comparison | None

    @property
    def comparisons(self) -> Mapping[str, Comparison]:
        """By the name that the figures are printed under."""
        named = {"fusion": self.fusion, "hybrid": self.hybrid, "fitted": self.fitted}
        rare = {"unseen": self.unseen, "unseen_fitted": self.unseen_fitted}
        return named | {name: each for name, each in rare.items() if each is not None}

    @property
    def fit_is_better(self) -> bool:
        """Whether the fitted weights are better than the usual ones, with trained encoders."""
        by = self.fitted.by
        return self.fitted.measures[by].b > self.hybrid.measures[by].b


@dataclass(frozen=True, slots=True)
class EncoderTuning:
    """What came of tuning an encoder.

    Attributes:
        folder: Where the encoder is that was trained on all questions.
        n_queries: On how many.
        n_examples: Of how many pairs of a question and a paragraph it learnt.
        held_out: How such encoders do on others; None if no questions were held out.
        tuned: Settings for a library with this encoder; None if the usual ones are as good.
        searched: The questions, as they are searched for.
        missing: Paragraphs judged relevant that the library does not hold.
        n_gold: How many are judged relevant.
        seconds: How long it took.
    """

    folder: Path
    n_queries: int
    n_examples: int
    held_out: HeldOut | None
    tuned: TunedSettings | None
    searched: tuple[Query, ...]
    missing: tuple[MissingGold, ...]
    n_gold: int
    seconds: float


def tune_encoder(
    library: Library,
    queries: Sequence[Query],
    out: Path,
    *,
    questions: Sequence[str] = (),
    settings: TrainingSettings | None = None,
    folds: int = FOLDS,
    bare: bool = False,
    stage: Stage = unwatched,
) -> EncoderTuning:
    """Train an encoder on questions and write it into a folder; the library stays as it is.

    It learns of questions with earlier turns in the words that are searched for after those.

    Args:
        library: Holds the documents; its encoder is what training begins with.
        queries: The questions.
        out: A new folder for the trained encoder.
        questions: Paths of their sets, for the provenance.
        settings: How it is trained; None for the usual way.
        folds: In how many parts questions are held out in turn, each taking as long as the
            training itself and the encoding of the library; 0 for none.
        bare: Whether the earlier turns of questions are ignored.
        stage: Told of the progress.

    Raises:
        InputError: There are too few questions, or the folder holds something.
        ModelError: The encoder cannot be loaded, trained or written.
    """
    began = time.perf_counter()
    settings = settings or TrainingSettings()
    require_new_folder(out)
    judged = as_searched(Assistant(library), filter(measurable, queries), bare=bare)
    missing = missing_gold(library, judged)
    _require_enough(judged, missing)
    held_out = _held_out(library, judged, settings, folds, stage) if folds else None
    with stage("finding hard negatives") as progress:
        examples = make_examples(
            library,
            judged,
            n_hardest=settings.n_hardest,
            seed=settings.seed,
            progress=progress,
        )
    with stage("training on all questions") as progress:
        model = train(resolve_model(library.model), examples, settings, progress)
    save(model, out, _provenance(library, questions, judged, settings, held_out))
    return EncoderTuning(
        folder=out,
        n_queries=len(judged),
        n_examples=len(examples),
        held_out=held_out,
        tuned=_tuned(out, questions, judged, held_out),
        searched=tuple(judged),
        missing=missing,
        n_gold=sum(len(query.gold) for query in judged),
        seconds=round(time.perf_counter() - began, 3),
    )


def settings_of(tuning: EncoderTuning, library: Library) -> TunedSettings | None:
    """The settings for a library that has the trained encoder; None if the usual are as good.

    Where they weigh known questions, the library's encoder encodes those that were learnt from.
    """
    tuned = tuning.tuned
    if tuned is None or tuned.weights is None or not tuned.weights.fusion.known_weight:
        return tuned
    known = known_of(library, tuning.searched).stored()
    return replace(tuned, weights=replace(tuned.weights, known=known))


def _require_enough(judged: Sequence[Query], missing: Sequence[MissingGold]) -> None:
    gone = {(each.query_id, each.doc_id, each.paragraph) for each in missing}
    usable = [
        query
        for query in judged
        if any((query.query_id, g.doc_id, g.paragraph) not in gone for g in query.gold)
    ]
    if len(usable) < FEWEST:
        raise InputError(
            f"{len(usable)} questions name a paragraph of the library that answers them: training "
            f"needs at least {FEWEST}, and some hundred to bring anything"
        )


def _held_out(
    library: Library,
    judged: Sequence[Query],
    settings: TrainingSettings,
    folds: int,
    stage: Stage,
) -> HeldOut:
    with stage("searching with the present encoder") as progress:
        before = gather_candidates(library, judged, depth=FUSION.depth, progress=progress)
    untrained = {"fusion": run_of(before, FUSION), "hybrid": run_of(before, FusionSettings())}
    del before  # which takes as much memory as what follows
    found = cross_validate(library, judged, settings=settings, folds=folds, stage=stage)
    with library.view() as view:
        mean_length = view.mean_length()
    with stage("fitting weights") as progress:
        fitted = fit_weights(
            found.candidates, mean_length=mean_length, folds=folds, progress=progress
        )
    names = tuple(dict.fromkeys([*DEFAULT_MEASURES, DEFAULT_BY]))

    def against(name: str, run: Run, queries: Sequence[Query] = judged) -> Comparison:
        return compare(queries, untrained[name], run, measures=names, n_changed=0)

    unseen = _unseen(judged, found.folds)
    return HeldOut(
        folds=found.folds,
        fusion=against("fusion", run_of(found.candidates, FUSION)),
        hybrid=against("hybrid", fitted.usual),
        fitted=against("hybrid", fitted.held_out),
        settings=fitted.settings,
        unseen=against("hybrid", fitted.usual, unseen) if unseen else None,
        unseen_fitted=against("hybrid", fitted.held_out, unseen) if unseen else None,
    )


def _unseen(judged: Sequence[Query], folds: Sequence[Fold]) -> list[Query]:
    """The questions none of whose paragraphs answers a question of another part."""
    part_of = {query_id: n for n, fold in enumerate(folds) for query_id in fold.query_ids}
    parts: dict[tuple[str, str], set[int]] = {}
    for query in judged:
        for gold in query.gold:
            parts.setdefault((gold.doc_id, gold.paragraph), set()).add(part_of[query.query_id])
    return [
        query
        for query in judged
        if all(len(parts[gold.doc_id, gold.paragraph]) == 1 for gold in query.gold)
    ]


def _provenance(
    library: Library,
    questions: Sequence[str],
    judged: Sequence[Query],
    settings: TrainingSettings,
    held_out: HeldOut | None,
) -> dict[str, object]:
    figures = {
        name: {n: {"before": m.a, "held_out": m.b} for n, m in comparison.measures.items()}
        for name, comparison in (held_out.comparisons if held_out else {}).items()
    }
    return {
        "created": now(),
        "trained_from": library.model_identity,
        "questions": list(questions),
        "n_queries": len(judged),
        "settings": asdict(settings),
        "folds": [len(fold.query_ids) for fold in held_out.folds] if held_out else [],
        "figures": figures,
    }


def _tuned(
    out: Path, questions: Sequence[str], judged: Sequence[Query], held_out: HeldOut | None
) -> TunedSettings | None:
    """The fitted weights, for a library that has the trained encoder, if they bring anything."""
    if held_out is None or not held_out.fit_is_better:
        return None
    gains = {
        name: Gain(held_out.hybrid.measures[name].b, measure.b)
        for name, measure in held_out.fitted.measures.items()
    }
    provenance = Provenance.of_today(
        model=resolve_model(str(out)).identity,
        questions=questions,
        asked=[query.query for query in judged],
        folds=len(held_out.folds),
        by=held_out.fitted.by,
        gains=gains,
    )
    return TunedSettings(weights=TunedWeights(held_out.settings, provenance))
