from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pb_adapters.file_locks import HELD, free, take


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "lock"
    path.touch()
    return path


@contextmanager
def opened(path: Path) -> Iterator[int]:
    """A descriptor of its own, as another program has."""
    with path.open("r+b") as stream:
        yield stream.fileno()


def test_one_holds_a_file_at_a_time(file: Path) -> None:
    with opened(file) as one, opened(file) as other:
        take(one)
        with pytest.raises(OSError) as caught:  # noqa: PT011 - its number is looked at
            take(other)
        assert caught.value.errno in HELD


def test_what_is_given_back_can_be_taken(file: Path) -> None:
    with opened(file) as one, opened(file) as other:
        take(one)
        free(one)
        take(other)


def test_a_closed_file_is_free(file: Path) -> None:
    with opened(file) as one:
        take(one)
    with opened(file) as other:
        take(other)


def test_what_cannot_be_locked_is_not_called_held(file: Path) -> None:
    with opened(file) as descriptor:
        pass
    with pytest.raises(OSError) as caught:  # noqa: PT011 - its number is looked at
        take(descriptor)
    assert caught.value.errno not in HELD
