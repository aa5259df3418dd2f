"""The same encoder on OpenVINO: two to three times as fast on a processor without a GPU.

The loaded sentence-transformers model is converted once and kept in a folder beside the
library, with its tokenizer. From then on neither torch nor sentence-transformers is loaded.
It must agree with the original: texts in several languages and lengths are encoded by both
after the conversion, and a cosine below `AGREEMENT` is an error.
"""

import hashlib
import json
import sys
import tempfile
import warnings
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from index.errors import ModelError
from index.tokens import Tokens, spans_of
from index.torch_encoder import document_prompt
from index.windows import cut_windows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer

    Matrix = NDArray[np.float32]

__all__ = ["AGREEMENT", "OpenVinoEncoder", "convert", "has_bfloat16"]

_Item = TypeVar("_Item")

AGREEMENT = 0.999
_FORMAT = 2  # of the folder; an older one is converted anew
_TOKENS_AT_ONCE = 2_048  # of a batch, padding included
_PROBES = (
    "Who signed the agreement?",
    "The Minister denied on 3 March 2007 that any such payment had been made.",
    "§ 12 (a) Aucune disposition n'est applicable avant l'entrée en vigueur.",
    "Большинство депутатов голосовало против. 会议于九月举行。",
    "x",
    "the master of a vessel shall notify the harbour office of every incident; " * 40,
)


class OpenVinoEncoder:
    """An encoder read from the folder that `convert` wrote."""

    def __init__(self, folder: Path) -> None:
        """Load it; takes about half a second.

        Raises:
            ModelError: The folder is not whole.
        """
        from tokenizers import Tokenizer

        openvino = _openvino()
        try:
            facts = json.loads((folder / "encoder.json").read_text(encoding="utf-8"))
            if facts.pop("sha256") != _sha256(folder, facts) or facts["format"] != _FORMAT:
                raise ModelError(f"{folder}: is not a whole converted model")
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            core = openvino.Core()
            self._model = core.compile_model(
                str(folder / "model.xml"),
                "CPU",
                {"INFERENCE_PRECISION_HINT": _precision(core), "PERFORMANCE_HINT": "THROUGHPUT"},
            )
        except ModelError:
            raise
        except Exception as error:  # tokenizers raises nothing narrower for a damaged file
            raise ModelError(f"{folder}: the converted model cannot be read ({error})") from error
        n_requests = self._model.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS")
        self._requests = [self._model.create_infer_request() for _ in range(n_requests)]
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self.dimension = int(facts["dimension"])
        self._max_tokens = int(facts["max_tokens"])
        self._query_prompt, self._document_prompt = facts["query_prompt"], facts["document_prompt"]

    def encode_query(self, text: str) -> "Matrix":
        """As `Encoder.encode_query`."""
        vector: Matrix = self._encode([text], self._query_prompt)[0][0]
        return vector

    def encode_documents(self, texts: Sequence[str]) -> "Matrix":
        """As `Encoder.encode_documents`."""
        return self._encode(texts, self._document_prompt)[0]

    def encode_query_tokens(self, text: str) -> "tuple[Matrix, Tokens]":
        """As `Encoder.encode_query_tokens`."""
        vectors, tokens = self._encode([text], self._query_prompt, with_tokens=True)
        return vectors[0], tokens[0]

    def encode_document_tokens(self, texts: Sequence[str]) -> "tuple[Matrix, list[Tokens]]":
        """As `Encoder.encode_document_tokens`."""
        return self._encode(texts, self._document_prompt, with_tokens=True)

    def _encode(
        self, texts: Sequence[str], prompt: str, *, with_tokens: bool = False
    ) -> "tuple[Matrix, list[Tokens]]":
        import numpy as np

        tokenized = self._tokenizer.encode_batch([prompt + text for text in texts])
        # The end of a text that is too long goes, but its last, special token stays.
        ids = [_truncated(each.ids, self._max_tokens) for each in tokenized]
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        tokens = [Tokens((), np.zeros((0, self.dimension), np.float32))] * len(texts)

        # Several batches are under way at a time. No callback of Python is involved: one that
        # ends in a thread of OpenVINO can wait for ever for the interpreter's lock.
        free, busy = list(self._requests), deque[tuple[Any, list[int]]]()

        def take_oldest() -> None:
            request, places = busy.popleft()
            request.wait()
            vectors[places] = request.get_output_tensor(0).data
            if with_tokens:
                each = request.get_output_tensor(1).data
                for row, place in enumerate(places):
                    offsets = _truncated(tokenized[place].offsets, self._max_tokens)
                    kept, spans = spans_of(texts[place], offsets, len(prompt))
                    tokens[place] = Tokens(spans, each[row, kept])
            free.append(request)

        for places in _batches([len(each) for each in ids]):
            if not free:
                take_oldest()
            longest = max(len(ids[place]) for place in places)
            padded = np.zeros((len(places), longest), np.int64)
            mask = np.zeros((len(places), longest), np.int64)
            for row, place in enumerate(places):
                padded[row, : len(ids[place])] = ids[place]
                mask[row, : len(ids[place])] = 1
            request = free.pop()
            request.start_async({"input_ids": padded, "attention_mask": mask})
            busy.append((request, places))
        while busy:
            take_oldest()
        return vectors, tokens

    def windows(self, texts: Sequence[str]) -> list[tuple[str, ...]]:
        """As `Encoder.windows`."""
        plain = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        prompt = self._tokenizer.encode(self._document_prompt, add_special_tokens=False)
        room = self._max_tokens - self._tokenizer.num_special_tokens_to_add(False) - len(prompt.ids)
        return [cut_windows(text, t.offsets, room) for text, t in zip(texts, plain, strict=True)]


def _openvino() -> Any:
    """The openvino package, without its reports of use to its maker.

    Its conversion tools report each import and conversion unless the user has said no; they
    do without where the package that sends the reports cannot be imported.
    """
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]  # None bars it
    import openvino

    return openvino


def _truncated(items: list[_Item], most: int) -> list[_Item]:
    return items if len(items) <= most else [*items[: most - 1], items[-1]]


def _batches(lengths: Sequence[int]) -> list[list[int]]:
    """Places of texts, those of about one length together, the longest first."""
    order = sorted(range(len(lengths)), key=lambda place: -lengths[place])
    batches: list[list[int]] = []
    begin = 0
    while begin < len(order):
        size = max(1, _TOKENS_AT_ONCE // max(1, lengths[order[begin]]))
        batches.append(order[begin : begin + size])
        begin += size
    return batches


def _precision(core: Any) -> str:
    capabilities = core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    return "bf16" if "BF16" in capabilities else "f32"


def has_bfloat16() -> bool:
    """Whether the processor computes in bfloat16; without OpenVINO that is not known."""
    try:
        return _precision(_openvino().Core()) == "bf16"
    except ImportError:
        return False


def _sha256(folder: Path, facts: dict[str, Any]) -> str:
    """Hash of all that a converted model consists of."""
    digest = hashlib.sha256(json.dumps(facts, sort_keys=True).encode())
    for name in ("model.bin", "model.xml", "tokenizer.json"):
        with (folder / name).open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def convert(model: "SentenceTransformer", folder: Path) -> OpenVinoEncoder:
    """Convert a loaded model, keep it in a folder, and see that it agrees with the original.

    Args:
        model: Any sentence-transformers model that reads text.
        folder: Where to keep it; it appears when it is whole.

    Raises:
        ModelError: It cannot be converted, or its vectors differ from the original's.
        OSError: The folder cannot be written.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="converting-", dir=folder.parent) as making:
        made = Path(making) / "model"
        made.mkdir()
        try:
            _write(model, made)
            encoder = OpenVinoEncoder(made)
            agreement = _agreement(model, encoder)
        except (ImportError, OSError, ModelError):
            raise
        except Exception as error:  # tracing runs the code of any model, which may raise anything
            raise ModelError(f"the model cannot be converted ({error})") from error
        if agreement < AGREEMENT:
            raise ModelError(f"the converted model differs (cosine {agreement:.4f} at the least)")
        made.rename(folder)
    return encoder


def _write(model: "SentenceTransformer", folder: Path) -> None:
    import torch

    openvino = _openvino()

    class Vectors(torch.nn.Module):
        """The whole model as a function of token ids and their mask."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(
            self, input_ids: torch.Tensor, attention_mask: torch.Tensor
        ) -> tuple[torch.Tensor, torch.Tensor]:
            found = self.model({"input_ids": input_ids, "attention_mask": attention_mask})
            vectors = torch.nn.functional.normalize(found["sentence_embedding"], p=2, dim=1)
            return vectors, found["token_embeddings"]

    ones = torch.ones((2, 8), dtype=torch.long)
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # tracing warns of each choice that the model makes
        converted = openvino.convert_model(
            Vectors().eval(), example_input={"input_ids": ones, "attention_mask": ones}
        )
    try:
        openvino.save_model(converted, str(folder / "model.xml"), compress_to_fp16=False)
    except RuntimeError as error:  # what it raises where the disk is full
        raise OSError(f"the converted model cannot be written ({error})") from error
    model.tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))
    facts = {
        "format": _FORMAT,
        "dimension": model.get_embedding_dimension(),
        "max_tokens": model.max_seq_length or 512,
        "query_prompt": model.prompts.get("query") or "",
        "document_prompt": document_prompt(model),
    }
    facts["sha256"] = _sha256(folder, facts)
    (folder / "encoder.json").write_text(json.dumps(facts), encoding="utf-8")


def _agreement(model: "SentenceTransformer", encoder: OpenVinoEncoder) -> float:
    """The least cosine between the vectors of both for some texts."""
    import numpy as np

    options: dict[str, Any] = {"normalize_embeddings": True, "show_progress_bar": False}
    original = np.concatenate(
        [
            model.encode_document(list(_PROBES), **options),
            [model.encode_query(_PROBES[0], **options)],
        ]
    )
    ours = np.concatenate([encoder.encode_documents(_PROBES), [encoder.encode_query(_PROBES[0])]])
    return float((original * ours).sum(axis=1).min())
