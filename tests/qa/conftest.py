"""A library of the real cable, made once with the real encoder."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index import Library
from qa import Assistant
from qa.cli import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="session")
def cable_folder(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cable") / "library"
    with Library.create(folder) as library:
        assert not library.add([seeds / "09ASTANA1161.txt"]).failed
    return folder


@pytest.fixture(scope="session")
def cable_assistant(cable_folder: Path) -> Iterator[Assistant]:
    with Library.open(cable_folder) as library:
        yield Assistant(library)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `pincite ARGUMENTS` in this process: exit code, standard output, standard error."""

    def run_main(*arguments: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["pincite", *map(str, arguments)])
        with pytest.raises(SystemExit) as exit_info:
            main()
        code = exit_info.value.code
        out, err = capsys.readouterr()
        return (code if isinstance(code, int) else 0), out, err

    return run_main
