from pathlib import Path
from threading import Thread

import pytest

from pb_adapters.whole_file import read_file, write_whole
from pb_core.errors import InvalidRequest, StorageError


def test_several_writers_of_one_file_leave_one_of_theirs_whole(tmp_path: Path) -> None:
    path, contents = tmp_path / "figure.png", [bytes([number]) * 3_000_000 for number in range(4)]
    threads = [Thread(target=write_whole, args=(path, content)) for content in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert path.read_bytes() in contents
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["file/figure.png", "no/figure.png", "a" * 300, "a\0b.png", ""])
def test_what_cannot_be_written_is_one_sentence_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="cannot be written"):
        write_whole(tmp_path / name, b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("name", ["missing", "a\0b", "."])
def test_what_cannot_be_read_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidRequest, match="cannot be read"):
        read_file(tmp_path / name)
