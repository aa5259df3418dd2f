"""Training an encoder on questions whose paragraphs are known.

A question and a paragraph that answers it shall come near each other, and other paragraphs
shall not (`eval.tuning.ranking_loss`). What the library's documents say is not learnt, only how
questions like these are met by paragraphs like those.
"""

import json
import random
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval.evaluate import Progress
from eval.intervals import SEED
from eval.model import Query
from index import Library
from index.encoder import Model, load_original
from index.errors import InputError, ModelError, UnknownDocument
from index.openvino_encoder import has_bfloat16
from index.torch_encoder import document_prompt

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

__all__ = ["Example", "TrainingSettings", "make_examples", "require_new_folder", "save", "train"]


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """How an encoder is trained.

    Attributes:
        epochs: How often it sees each example.
        batch_size: How many questions compete at a time.
        learning_rate: The highest; it rises to there and falls to 0.
        warm_up: Share of the steps in which it rises.
        scale: What cosines are multiplied by before they compete.
        token_weight: Share of late interaction in what is trained; 0 for none.
        n_nearest: With how many paragraphs late interaction compares each question.
        n_hardest: From how many of the best wrong paragraphs of the lexical search each example
            gets one.
        max_tokens: How many tokens of a text are read in training.
        seed: Of the random numbers; the same seed gives the same encoder on the same machine.
    """

    epochs: int = 1
    batch_size: int = 64
    learning_rate: float = 1e-4
    warm_up: float = 0.1
    scale: float = 20.0
    token_weight: float = 1.0
    n_nearest: int = 8
    n_hardest: int = 30
    max_tokens: int = 128
    seed: int = SEED


@dataclass(frozen=True, slots=True)
class Example:
    """A question, a paragraph that answers it, and one that has its words and does not."""

    anchor: str
    positive: str
    negative: str


def make_examples(
    library: Library,
    queries: Sequence[Query],
    *,
    n_hardest: int,
    seed: int,
    progress: Progress | None = None,
) -> tuple[Example, ...]:
    """An example for each question and each of its paragraphs that the library holds.

    No paragraph that is judged relevant, and none with the same text, is a wrong one. A question
    for which no wrong one is found is left out.

    Args:
        library: Holds the paragraphs.
        queries: The questions.
        n_hardest: From how many of the best wrong paragraphs of the lexical search one is drawn.
        seed: Of the drawing.
        progress: Told after each question.
    """
    drawing = random.Random(seed)  # noqa: S311 - no secret
    examples: list[Example] = []
    for number, query in enumerate(queries, start=1):
        right = dict.fromkeys(_gold_texts(library, query))
        wrong = _wrong_texts(library, query, right, n_hardest) if right else []
        examples += (Example(query.query, text, drawing.choice(wrong)) for text in right if wrong)
        if progress is not None:
            progress(number, len(queries))
    return tuple(examples)


def _gold_texts(library: Library, query: Query) -> list[str]:
    """What the paragraphs judged relevant say; of those that are not there, nothing."""
    texts = []
    for gold in query.gold:
        try:
            texts.append(library.paragraph(gold.doc_id, gold.paragraph).text)
        except UnknownDocument:
            continue  # `eval.evaluate.missing_gold` tells of it
    return texts


def _wrong_texts(
    library: Library, query: Query, right: Mapping[str, None], n_hardest: int
) -> list[str]:
    with library.view() as view:
        found = view.matching(query.query, n_hardest + len(query.relevant))
        paragraphs = view.paragraphs([key for key, _ in found])
    # A writer may have told the word index already of what it is about to put in.
    texts = [paragraphs[key].text for key, _ in found if key in paragraphs]
    return [text for text in texts if text not in right][:n_hardest]


def train(
    start: Model,
    examples: Sequence[Example],
    settings: TrainingSettings,
    progress: Progress | None = None,
) -> "SentenceTransformer":
    """Train an encoder, on a GPU if torch sees one.

    Dropout is left out: it makes steps slower on a processor, and there are few of them.

    Args:
        start: What it is before.
        examples: What it learns from.
        settings: How.
        progress: Told after each step.

    Raises:
        InputError: There are fewer than two examples.
        ModelError: The encoder cannot be loaded, or packages that training needs are missing.
    """
    if len(examples) < 2:
        raise InputError(
            f"{len(examples)} questions have a paragraph in the library to learn from; training "
            f"needs at least two, and some hundred to bring anything"
        )
    _require_packages()
    import torch
    from datasets import Dataset
    from sentence_transformers import SentenceTransformerTrainer
    from transformers.trainer_callback import PrinterCallback

    from eval.tuning.ranking_loss import RankingLoss

    model = load_original(start)
    for module in model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
    room = model.max_seq_length or settings.max_tokens
    model.max_seq_length = min(room, settings.max_tokens)
    rows = {name: [getattr(each, name) for each in examples] for name in Example.__slots__}
    with tempfile.TemporaryDirectory() as work:
        trainer = SentenceTransformerTrainer(
            model=model,
            args=_arguments(model, settings, work),
            train_dataset=Dataset.from_dict(rows),
            loss=RankingLoss(
                model,
                scale=settings.scale,
                token_weight=settings.token_weight,
                n_nearest=settings.n_nearest,
            ),
            callbacks=[_told_after_each_step(progress)] if progress else None,
        )
        trainer.remove_callback(PrinterCallback)
        trainer.train()
    model.max_seq_length = room
    return model


def _require_packages() -> None:
    try:
        import accelerate
        import datasets

        del accelerate, datasets
    except ImportError as error:
        raise ModelError(
            f"training needs packages that are not installed ({error.name}); run "
            f"`pip install 'pincite[train]'`"
        ) from error


def _arguments(model: "SentenceTransformer", settings: TrainingSettings, work: str) -> Any:
    import torch
    from sentence_transformers import SentenceTransformerTrainingArguments
    from sentence_transformers.base.sampler import BatchSamplers

    on_cpu = model.device.type == "cpu"
    half = (
        has_bfloat16() if on_cpu else torch.cuda.is_available() and torch.cuda.is_bf16_supported()
    )
    document = document_prompt(model)
    return SentenceTransformerTrainingArguments(
        output_dir=work,
        num_train_epochs=settings.epochs,
        per_device_train_batch_size=settings.batch_size,
        learning_rate=settings.learning_rate,
        warmup_steps=settings.warm_up,
        bf16=half,
        use_cpu=on_cpu,
        # A text that comes twice in a batch would have to be right and wrong at once.
        batch_sampler=BatchSamplers.NO_DUPLICATES,
        prompts={
            "anchor": model.prompts.get("query") or "",
            "positive": document,
            "negative": document,
        },
        seed=settings.seed,
        data_seed=settings.seed,
        dataloader_pin_memory=not on_cpu,
        save_strategy="no",
        logging_strategy="no",
        report_to="none",
        disable_tqdm=True,
    )


def _told_after_each_step(progress: Progress) -> Any:
    from transformers import TrainerCallback

    class Told(TrainerCallback):
        def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:  # noqa: ARG002 - named so by its base
            progress(state.global_step, state.max_steps)

    return Told()


def require_new_folder(folder: Path) -> None:
    """Make sure that an encoder may be written into a folder.

    Raises:
        InputError: It is a file, or holds something, or would be in no folder.
    """
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        raise InputError(f"{folder}: holds something already; name a new folder with --out")
    if not folder.absolute().parent.is_dir():
        raise InputError(f"{folder}: would be in no folder; make {folder.absolute().parent} first")


def save(model: "SentenceTransformer", folder: Path, provenance: Mapping[str, object]) -> None:
    """Write an encoder into a new folder, which has its name only when it is whole.

    Args:
        model: The encoder.
        folder: Where to.
        provenance: What is to be known of it, for `pincite.json` in the folder.

    Raises:
        InputError: The folder holds something.
        ModelError: It cannot be written.
    """
    require_new_folder(folder)
    try:
        with tempfile.TemporaryDirectory(dir=folder.absolute().parent, prefix=".saving-") as work:
            making = Path(work) / "model"
            model.save_pretrained(str(making), create_model_card=False)
            told = {**provenance, "versions": _versions()}
            (making / "pincite.json").write_text(
                json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
            )
            making.replace(folder)
    except OSError as error:
        raise ModelError(f"{folder}: the encoder cannot be written ({error})") from error


def _versions() -> dict[str, str]:
    return {name: version(name) for name in ("pincite", "sentence-transformers", "torch")}
