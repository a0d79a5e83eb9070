"""Structured logs: readable on a terminal, one JSON object a line otherwise; every line of a task names it."""

import json
import logging
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TextIO

_OWN = {*logging.makeLogRecord({}).__dict__, "message", "asctime", "taskName", "color_message"}
"""What a record has besides the fields that its caller gave; uvicorn repeats its message in colours."""

_NOISY = ("httpcore", "httpx", "matplotlib", "fontTools", "uvicorn.access")


def configure(stream: TextIO | None = None, *, level: int = logging.INFO) -> None:
    """Send all logs of the process, the libraries' included, to ``stream`` (default: standard error)."""
    stream = stream or sys.stderr
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_Readable() if stream.isatty() else _Json())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)


PROGRESS = "pb_adapters.progress"
"""The logger of what takes long in this process."""


def tell_progress(tell: Callable[[str], None]) -> None:
    """Have people told how far things are that take long, besides what is logged."""
    progress = logging.getLogger(PROGRESS)
    progress.handlers, progress.propagate = [_Telling(tell)], False
    progress.setLevel(logging.INFO)


class _Telling(logging.Handler):
    """Gives each message to a function."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__()
        self._tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        """Tell one."""
        self._tell(record.getMessage())


class _Json(logging.Formatter):
    """One object a line: the caller's fields, ``event``, ``level``, ``logger``, ``timestamp`` and ``exception``."""

    def format(self, record: logging.LogRecord) -> str:
        """Encode the record; a value that JSON does not have is written as Python shows it."""
        fields = _fields(record) | {
            "event": record.getMessage(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "timestamp": _instant(record).isoformat().replace("+00:00", "Z"),
        }
        if record.exc_info:
            fields["exception"] = self.formatException(record.exc_info)
        return json.dumps(fields, default=repr)


class _Readable(logging.Formatter):
    """Time, level and event in columns, then the caller's fields; no traceback shows a local variable."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the record as a line, and its traceback below it."""
        fields = " ".join(f"{name}={value}" for name, value in _fields(record).items())
        time, level = _instant(record).astimezone().strftime("%H:%M:%S"), record.levelname.lower()
        line = f"{time} {level:<8} {record.getMessage():<30} {fields} [{record.name}]"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def _fields(record: logging.LogRecord) -> dict[str, object]:
    """What the caller gave as ``extra``."""
    return {name: value for name, value in record.__dict__.items() if name not in _OWN}


def _instant(record: logging.LogRecord) -> datetime:
    return datetime.fromtimestamp(record.created, UTC)
