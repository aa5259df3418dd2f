"""The converted encoder: the same vectors, without torch, and never a reason to fail."""

import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.encoder import Encoder, load_encoder, resolve_model
from index.errors import ModelError
from index.openvino_encoder import AGREEMENT, OpenVinoEncoder
from tests.conftest import EXAMPLES, ROOT

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def original() -> Encoder:
    return load_encoder(resolve_model(None))


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("encoders")
    assert isinstance(load_encoder(resolve_model(None), folder), OpenVinoEncoder)
    return folder


@pytest.fixture(scope="module")
def converted(cache: Path) -> Encoder:
    return load_encoder(resolve_model(None), cache)


def texts() -> list[str]:
    lines = (
        (EXAMPLES / "lanternfish-v-quay-commission.txt").read_text(encoding="utf-8").split("\n\n")
    )
    return [*lines, "a", "", "漢字 😀 привет", "word " * 3_000, "x" * 5_000]


def test_it_gives_the_vectors_of_the_original(original: Encoder, converted: Encoder) -> None:
    expected, found = original.encode_documents(texts()), converted.encode_documents(texts())
    assert (expected * found).sum(axis=1).min() >= AGREEMENT
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1.0, atol=1e-3)
    question = "When did the wire part?"
    assert original.encode_query(question) @ converted.encode_query(question) >= AGREEMENT


def test_it_cuts_the_same_windows(original: Encoder, converted: Encoder) -> None:
    assert converted.windows(texts()) == original.windows(texts())


def test_the_order_of_texts_does_not_matter(converted: Encoder) -> None:
    some = texts()[:12]
    forward, backward = converted.encode_documents(some), converted.encode_documents(some[::-1])
    assert (forward * backward[::-1]).sum(axis=1).min() >= AGREEMENT


def test_once_converted_it_needs_no_torch(cache: Path) -> None:
    probe = (
        "import sys\nfrom pathlib import Path\n"
        "from index.encoder import load_encoder, resolve_model\n"
        f"load_encoder(resolve_model(None), Path({str(cache)!r})).encode_query('Who?')\n"
        "print(sorted({'torch', 'sentence_transformers'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", ["model.bin", "model.xml", "tokenizer.json", "encoder.json"])
@pytest.mark.parametrize("damage", ["deleted", "cut", "a byte", "garbage", "folder"])
def test_damage_to_any_file_is_noticed(cache: Path, tmp_path: Path, name: str, damage: str) -> None:
    (kept,) = cache.iterdir()
    folder = tmp_path / "converted"
    shutil.copytree(kept, folder, copy_function=os.link)  # large, and only one is replaced
    data = bytearray((folder / name).read_bytes())
    (folder / name).unlink()
    data[len(data) // 2] ^= 1
    contents: dict[str, bytes | bytearray] = {
        "cut": data[: len(data) // 2],
        "a byte": data,
        "garbage": b"[1, 2]",
    }
    if damage == "folder":
        (folder / name).mkdir()
    elif damage != "deleted":
        (folder / name).write_bytes(contents[damage])
    with pytest.raises(ModelError, match="converted"):
        OpenVinoEncoder(folder)


@pytest.mark.parametrize("damage", ["cut", "a file in place of the folder"])
def test_a_damaged_conversion_is_made_anew(
    cache: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    folder = tmp_path / "encoders"
    shutil.copytree(cache, folder)
    (weights,) = folder.glob("*/model.bin")
    if damage == "cut":
        weights.write_bytes(weights.read_bytes()[:1_000_000])
    else:
        shutil.rmtree(weights.parent)
        weights.parent.touch()
        weights.parent.with_suffix(".failed").write_bytes(b"\xff no version")
    with caplog.at_level(logging.WARNING):
        assert isinstance(load_encoder(resolve_model(None), folder), OpenVinoEncoder)
    assert "; it is converted anew" in caplog.text
    caplog.clear()
    load_encoder(resolve_model(None), folder)
    assert caplog.text == ""


def test_without_openvino_the_original_serves_with_one_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "openvino", None)
    encoder = load_encoder(resolve_model(None), tmp_path / "encoders")
    assert not isinstance(encoder, OpenVinoEncoder)
    assert encoder.encode_query("Who?").shape == (384,)
    assert len(caplog.records) == 1
    assert "slower than it could be, without OpenVINO" in caplog.text


def refused(*_: object) -> float:
    raise RuntimeError("no such operation")


@pytest.mark.parametrize(
    ("name", "fault", "told"),
    [
        ("AGREEMENT", 1.1, "the converted model differs"),
        ("_agreement", refused, "no such operation"),
    ],
)
def test_a_conversion_that_fails_is_told_once_and_not_tried_again(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    name: str,
    fault: object,
    told: str,
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(f"index.openvino_encoder.{name}", fault)
        encoder = load_encoder(resolve_model(None), tmp_path / "encoders")
    assert not isinstance(encoder, OpenVinoEncoder)
    assert told in caplog.text
    assert len(caplog.records) == 1
    caplog.clear()
    encoder = load_encoder(resolve_model(None), tmp_path / "encoders")
    assert not isinstance(encoder, OpenVinoEncoder)
    assert caplog.text == ""
    monkeypatch.setattr("index.encoder._openvino_version", lambda: "a later one")
    assert isinstance(load_encoder(resolve_model(None), tmp_path / "encoders"), OpenVinoEncoder)
