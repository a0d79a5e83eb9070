import io
import json
import logging
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from pb_http import logs


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers = handlers
    root.setLevel(level)
    progress = logging.getLogger(logs.PROGRESS)
    progress.handlers, progress.propagate = [], True


def fail(password: str) -> None:
    """Log an exception while a local variable holds a secret."""
    try:
        int("no number")
    except ValueError:
        logging.getLogger("pb_core.test").exception("it failed", extra={"task_id": "t1"})
    del password


def test_a_line_is_one_json_object_with_its_task() -> None:
    stream = io.StringIO()
    logs.configure(stream)

    logging.getLogger("pb_core.application.worker").info("task started", extra={"task_id": "t1"})
    logging.getLogger("pb_http.serve").warning("careful", extra={"setting": "X", "path": Path("a")})

    first, second = map(json.loads, stream.getvalue().splitlines())
    assert (first["event"], first["task_id"], first["level"]) == ("task started", "t1", "info")
    assert (second["event"], second["setting"], second["logger"]) == ("careful", "X", "pb_http.serve")
    assert second["path"] == repr(Path("a"))
    assert datetime.fromisoformat(second["timestamp"]).tzinfo is not None


@pytest.mark.parametrize("stream", [io.StringIO(), Terminal()])
def test_a_traceback_shows_no_local_variable(stream: io.StringIO) -> None:
    logs.configure(stream)

    fail("planted-secret")

    assert "ValueError" in stream.getvalue()
    assert "planted-secret" not in stream.getvalue()


def test_a_terminal_gets_readable_lines() -> None:
    stream = Terminal()
    logs.configure(stream)

    logging.getLogger("pb_core.application.worker").info("task started", extra={"task_id": "t1"})

    assert "task started" in stream.getvalue()
    assert not stream.getvalue().startswith("{")


def test_progress_is_told_to_people_and_not_logged(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(level=logging.ERROR)
    told: list[str] = []
    for _ in range(2):
        logs.tell_progress(told.append)
    logging.getLogger(logs.PROGRESS).info("the model has read %d of %d tokens", 512, 1_024)
    assert told == ["the model has read 512 of 1024 tokens"]
    assert capsys.readouterr().err == ""
