import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from index import Library
from index.errors import InputError, LibraryError, ModelError
from tests.conftest import FakeEncoder
from ui.command import chat
from ui.server import listen

HEAVY = ("gradio", "torch", "sentence_transformers", "faiss", "numpy", "jinja2", "uvicorn")


def run(*arguments: str) -> Result:
    app = typer.Typer()
    app.command()(chat)
    return CliRunner().invoke(app, [*arguments, "--no-open"])


def test_a_library_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = run("--library", str(tmp_path / "file" / "library"), "--port", "0")
    assert isinstance(result.exception, LibraryError)
    assert "cannot be made" in str(result.exception)


def test_a_reranker_that_is_not_there_is_an_error(tmp_path: Path, encoder: FakeEncoder) -> None:
    document = tmp_path / "rules.txt"
    document.write_text("1. Boats are mended.\n", encoding="utf-8")
    with Library.create(tmp_path / "library", encoder=encoder) as library:
        library.add([document])
    place = ("--library", str(tmp_path / "library"), "--port", "0")
    result = run(*place, "--reranker", str(tmp_path / "none"))
    assert isinstance(result.exception, ModelError)
    assert "none: no such folder" in str(result.exception)


def test_a_language_model_needs_the_address_of_its_server(tmp_path: Path) -> None:
    assert run("--library", str(tmp_path), "--llm", "m").exit_code == 2
    result = run("--library", str(tmp_path), "--llm", "m", "--llm-url", "nowhere")
    assert isinstance(result.exception, InputError)
    assert "is no address of a language model's server" in str(result.exception)


def test_a_busy_port_is_an_error(tmp_path: Path) -> None:
    with listen("127.0.0.1", 0) as taken:
        result = run("--port", str(taken.getsockname()[1]))
    assert isinstance(result.exception, InputError)
    assert "--port" in str(result.exception)


def test_an_address_for_others_is_an_error() -> None:
    result = run("--host", "0.0.0.0")
    assert isinstance(result.exception, InputError)
    assert "--auth-file" in str(result.exception)


def test_a_port_that_is_none_is_a_usage_error() -> None:
    assert run("--port", "70000").exit_code == 2


@pytest.mark.parametrize("module", ["ui.command", "ui.render", "ui.chat", "ui.server"])
def test_importing_loads_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print(*sorted(set(sys.modules) & set({HEAVY!r})))"
    shown = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert shown.stdout.strip() == ""
