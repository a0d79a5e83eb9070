"""A worker that serves functions which only tests need."""

import os
import sys
from contextlib import ExitStack
from pathlib import Path

from pb_adapters.workers.main import ENTRIES, main
from pb_core.errors import Billed, EngineThrottled, PaperBananaError, UnreadablePanel, UnreadablePdf

Value = int | float | str

HELD: list[bytearray] = []


class OwnError(UnreadablePdf):
    """An error of a class that the caller need not know."""


def pid() -> int:
    return os.getpid()


def read(path: str) -> str:
    return Path(path).read_text("utf-8")


def divide(dividend: int, divisor: int) -> float:
    return dividend / divisor


def echo(value: Value, data: bytes) -> tuple[Value, bytes]:
    return value, data


def liar() -> int:
    return "not a number"  # type: ignore[return-value]


def allocate(size: int) -> int:
    return len(bytearray(size))


def hoard(size: int) -> int:
    HELD.append(bytearray(b"x" * size))
    return os.getpid()


def write(path: str, size: int) -> int:
    return Path(path).write_bytes(bytes(size))


def open_files(count: int) -> int:
    with ExitStack() as stack:
        return len([stack.enter_context(Path(os.devnull).open("rb")) for _ in range(count)])


def loop() -> None:
    while True:
        pass


def chatter() -> str:
    print("x" * 100_000, flush=True)  # noqa: T201 - it must not reach the frames
    os.write(1, b"y" * 100_000)
    return sys.stdin.read()


def fail(kind: str) -> None:
    errors: dict[str, Exception] = {
        "throttled": EngineThrottled("slow down", retryable=False, billed=Billed.UNKNOWN, retry_after=7.5),
        "panel": UnreadablePanel("panel 2 is empty"),
        "own": OwnError("as its base"),
        "no work's": PaperBananaError("as a fault"),
    }
    raise errors[kind]


def surroundings() -> tuple[str, list[str], dict[str, str], list[str]]:
    """The working folder, the module path, the environment and the open files."""
    folder = Path("/proc/self/fd")
    open_files = [str(file.readlink()) for file in folder.iterdir() if file.is_symlink()]
    return str(Path.cwd()), sys.path, dict(os.environ), open_files


FUNCTIONS = (pid, read, divide, echo, liar, allocate, hoard, write, open_files, loop, chatter, fail, surroundings)

if __name__ == "__main__":
    main(ENTRIES | {f"worker_probe:{function.__name__}" for function in FUNCTIONS})
