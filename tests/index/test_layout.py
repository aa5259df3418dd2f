"""Deleting what is made anew, while somebody may still be writing into it."""

import errno
import shutil
from pathlib import Path

import pytest

from index.layout import discard


def test_a_folder_that_gets_another_file_meanwhile_is_deleted_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "lexical"
    folder.mkdir()
    (folder / "one").touch()
    deleted, tries = shutil.rmtree, []

    def late(path: Path) -> None:
        tries.append(path)
        if len(tries) == 1:
            raise OSError(errno.ENOTEMPTY, "Directory not empty", str(path))
        deleted(path)

    monkeypatch.setattr(shutil, "rmtree", late)
    discard(folder)
    assert not folder.exists()
    assert len(tries) == 2


@pytest.mark.parametrize("number", [errno.ENOTEMPTY, errno.EACCES])
def test_what_cannot_be_deleted_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def never(path: Path) -> None:
        raise OSError(number, "no", str(path))

    monkeypatch.setattr(shutil, "rmtree", never)
    with pytest.raises(OSError, match="no"):
        discard(tmp_path)
