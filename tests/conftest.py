"""What tests of several packages share: an encoder without a model, and places of documents."""

import os
import re
import signal
import zlib
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import settings
from numpy.typing import NDArray

from index import Library
from index.tokens import Tokens, spans_of
from tests.tiny_cross_encoder import make_tiny_cross_encoder

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parent.parent
SEEDS = ROOT.parent / "shared" / "seeds"
EXAMPLES = ROOT / "examples" / "documents"
CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)

# A loaded machine makes single examples slow; that is no failure.
settings.register_profile("pincite", deadline=None, max_examples=60)
settings.load_profile("pincite")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where everything that tests need must be there, a skipped test is a failed one."""
    report = yield
    if report.skipped and os.environ.get("PINCITE_TEST_REQUIRE_ALL"):
        report.outcome = "failed"
        report.longrepr = f"skipped, but nothing may be here: {report.longrepr}"
    return report


@pytest.fixture(scope="session", autouse=True)
def _ctrl_c() -> None:
    """What a shell runs in the background ignores Ctrl-C, and so would whatever a test starts."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


class FakeEncoder:
    """Bags of words, hashed: texts that share words are near each other, the same on any machine.

    Its window is small, so that an ordinary paragraph has several. It remembers what it read.
    """

    dimension = 64
    window = 12  # words

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode_query(self, text: str) -> NDArray[np.float32]:
        return self._vector(text)

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.encoded += texts
        return np.stack([self._vector(text) for text in texts])

    def encode_query_tokens(self, text: str) -> tuple[NDArray[np.float32], Tokens]:
        return self._vector(text), self._tokens(text)

    def encode_document_tokens(
        self, texts: Sequence[str]
    ) -> tuple[NDArray[np.float32], list[Tokens]]:
        return self.encode_documents(texts), [self._tokens(text) for text in texts]

    def _tokens(self, text: str) -> Tokens:
        _, spans = spans_of(text, [word.span() for word in re.finditer(r"\w+", text)], 0)
        vectors = [self._direction(text[start:end].lower()) for start, end in spans]
        return Tokens(
            spans,
            np.stack(vectors) if vectors else np.zeros((0, self.dimension), np.float32),
        )

    def _direction(self, word: str) -> NDArray[np.float32]:
        random = np.random.default_rng(zlib.crc32(word.encode()))
        return random.normal(size=self.dimension).astype(np.float32)

    def windows(self, texts: Sequence[str]) -> list[tuple[str, ...]]:
        return [self._pieces(text) for text in texts]

    def _pieces(self, text: str) -> tuple[str, ...]:
        words = text.split()
        if len(words) <= self.window:
            return (text,)
        return tuple(
            " ".join(words[at : at + self.window]) for at in range(0, len(words), self.window)
        )

    def _vector(self, text: str) -> NDArray[np.float32]:
        vector = np.full(self.dimension, 1e-3, np.float32)
        for word in re.findall(r"\w+", text.lower()):
            vector[zlib.crc32(word.encode()) % self.dimension] += 1
        return np.asarray(vector / np.linalg.norm(vector), np.float32)


@pytest.fixture
def encoder() -> FakeEncoder:
    return FakeEncoder()


@pytest.fixture
def library(tmp_path: Path, encoder: FakeEncoder) -> Iterator[Library]:
    """An empty library in a folder of its own."""
    with Library.create(tmp_path / "library", encoder=encoder) as made:
        yield made


@pytest.fixture(scope="session")
def tiny_cross_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a cross-encoder that likes herons."""
    return make_tiny_cross_encoder(tmp_path_factory.mktemp("reranker") / "likes-herons")


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The folder of the real documents, which are not part of the repository."""
    if not SEEDS.is_dir():
        pytest.skip(f"the real documents are not here: {SEEDS}")
    return SEEDS


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip(f"there is no Chromium at {CHROMIUM}")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=str(CHROMIUM), args=list(CHROMIUM_FLAGS))
        yield browser
        browser.close()
