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


@pytest.mark.parametrize(("first", "second"), [(False, False), (False, True), (True, False)])
def test_who_is_alone_shares_with_nobody(file: Path, *, first: bool, second: bool) -> None:
    with opened(file) as one, opened(file) as other:
        take(one, shared=first)
        with pytest.raises(OSError) as caught:  # noqa: PT011 - its number is looked at
            take(other, shared=second)
        assert caught.value.errno in HELD


def test_many_hold_a_file_together(file: Path) -> None:
    with opened(file) as one, opened(file) as other:
        take(one, shared=True)
        take(other, shared=True)


@pytest.mark.parametrize("shared", [False, True])
def test_what_is_given_back_can_be_taken(file: Path, *, shared: bool) -> None:
    with opened(file) as one, opened(file) as other:
        take(one, shared=shared)
        free(one, shared=shared)
        take(other, shared=False)


def test_a_closed_file_is_free(file: Path) -> None:
    with opened(file) as one:
        take(one, shared=False)
    with opened(file) as other:
        take(other, shared=False)


def test_what_cannot_be_locked_is_not_called_held(file: Path) -> None:
    with opened(file) as descriptor:
        pass
    with pytest.raises(OSError) as caught:  # noqa: PT011 - its number is looked at
        take(descriptor, shared=False)
    assert caught.value.errno not in HELD
