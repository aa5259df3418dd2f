"""What both engines do with any model: prompts, windows, texts that are too long, which is used."""

import logging
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import index.encoder
from index.encoder import Encoder, load_encoder, resolve_model
from index.openvino_encoder import OpenVinoEncoder
from index.windows import cut_windows
from tests.index.tiny_model import DOCUMENT, QUERY, ROOM, make_tiny_model

WORDS = "one two three four five six seven eight nine ten the a of in to is and harbour".split()
ENGINES = ("sentence-transformers", "OpenVINO")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_model(tmp_path_factory.mktemp("tiny") / "model")


def both(model: Path, cache: Path) -> Mapping[str, Encoder]:
    converted = load_encoder(resolve_model(str(model)), cache)
    assert isinstance(converted, OpenVinoEncoder)
    return {ENGINES[0]: load_encoder(resolve_model(str(model))), ENGINES[1]: converted}


@pytest.fixture(scope="module")
def plain(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Encoder]:
    return both(tiny, tmp_path_factory.mktemp("plain"))


@pytest.fixture(scope="module")
def prompted(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Encoder]:
    folder = tmp_path_factory.mktemp("prompted")
    return both(make_tiny_model(folder / "model", prompts=True), folder / "cache")


@pytest.mark.model
@pytest.mark.parametrize("engine", ENGINES)
def test_a_prompt_for_queries_stands_before_queries_only(
    plain: Mapping[str, Encoder], prompted: Mapping[str, Encoder], engine: str
) -> None:
    bare, with_prompts, text = plain[engine], prompted[engine], "the harbour is open"
    query, (document,) = with_prompts.encode_query(text), with_prompts.encode_documents([text])
    as_written = bare.encode_documents([QUERY + text, DOCUMENT + text, text])
    assert as_written[0] @ query > 0.9999
    assert (as_written[1:] @ query).max() < 0.999
    assert as_written[1] @ document > 0.9999
    assert as_written[2] @ document < 0.999


@pytest.mark.model
@pytest.mark.parametrize("engine", ENGINES)
def test_the_end_of_a_text_that_is_too_long_goes(plain: Mapping[str, Encoder], engine: str) -> None:
    encoder = plain[engine]
    many = " ".join(WORDS)
    assert len(WORDS) > ROOM
    begins, longer, shorter = (" ".join(WORDS[:n]) for n in (ROOM, ROOM + 1, ROOM - 1))
    long, fits, over, less = encoder.encode_documents([many, begins, longer, shorter])
    assert long @ fits > 0.9999
    assert over @ fits > 0.9999
    assert less @ fits < 0.999
    assert encoder.encode_query(many) @ fits > 0.9999


@pytest.mark.model
@pytest.mark.parametrize("engine", ENGINES)
def test_windows_fill_the_room_and_are_encoded_whole(
    plain: Mapping[str, Encoder], engine: str
) -> None:
    (pieces,) = plain[engine].windows([" ".join(WORDS)])
    assert pieces == (" ".join(WORDS[:ROOM]), " ".join(WORDS[ROOM:]))
    assert plain[engine].windows([pieces[0]]) == [(pieces[0],)]


@pytest.mark.model
@pytest.mark.parametrize("engine", ENGINES)
def test_windows_leave_room_for_the_prompt(prompted: Mapping[str, Encoder], engine: str) -> None:
    encoder = prompted[engine]
    (pieces,) = encoder.windows([" ".join(WORDS)])
    assert " ".join(pieces).split() == list(WORDS)
    first = pieces[0].split()
    assert len(first) < ROOM
    whole, other = encoder.encode_documents([pieces[0], " ".join([*first[:-1], WORDS[0]])])
    assert whole @ other < 0.9999, "its last word is encoded"


@given(
    st.lists(st.tuples(st.integers(1, 4), st.sampled_from([" ", "\n", "", ". "])), max_size=80),
    st.integers(1, 12),
)
def test_no_window_has_more_tokens_than_there_is_room(
    tokens: list[tuple[int, str]], room: int
) -> None:
    text, spans = "", []
    for length, after in tokens:
        spans.append((len(text), len(text) + length))
        text += "x" * length + after
    pieces = cut_windows(text, spans, room)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    begin = 0
    for piece in pieces:
        begin = text.index(piece, begin)
        within = [span for span in spans if begin <= span[0] and span[1] <= begin + len(piece)]
        assert len(within) <= room
        begin += len(piece)


@pytest.mark.model
@pytest.mark.parametrize(
    ("there", "device", "left_to_torch"),
    [(True, "cuda", True), (True, "cpu", False), (False, "cpu", False)],
    ids=["a GPU", "a GPU that torch cannot use", "no GPU"],
)
def test_a_gpu_that_torch_can_use_is_left_to_torch(
    tiny: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    there: bool,
    device: str,
    left_to_torch: bool,
) -> None:
    import torch
    from sentence_transformers import SentenceTransformer

    gpu = tmp_path / "nvidia0"
    if there:
        gpu.touch()
    monkeypatch.setattr(index.encoder, "_GPU", gpu)
    monkeypatch.setattr(SentenceTransformer, "device", property(lambda _: torch.device(device)))
    cache = tmp_path / "encoders"
    encoder = load_encoder(resolve_model(str(tiny)), cache)
    assert isinstance(encoder, OpenVinoEncoder) is not left_to_torch
    assert cache.exists() is not left_to_torch


@pytest.mark.model
def test_where_the_conversion_cannot_be_kept_the_original_serves_with_one_warning(
    tiny: Path, plain: Mapping[str, Encoder], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    with caplog.at_level(logging.WARNING):
        encoder = load_encoder(resolve_model(str(tiny)), tmp_path / "file" / "encoders")
    assert not isinstance(encoder, OpenVinoEncoder)
    expected = plain["sentence-transformers"].encode_query("Who?")
    assert np.array_equal(encoder.encode_query("Who?"), expected)
    (record,) = caplog.records
    assert "slower than it could be, without OpenVINO" in record.getMessage()
    assert "file" in record.getMessage()
