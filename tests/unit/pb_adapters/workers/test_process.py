"""What one process is given, and what comes back of its work."""

import logging
import socket
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from pb_adapters.workers.pool import WorkerPool
from pb_adapters.workers.process import AnswerTooLarge, Entry, WorkerNotStarted, WorkFault
from pb_core.errors import Billed, EngineThrottled, InvalidRequest, UnreadablePanel, UnreadablePdf

Probe = dict[str, Entry[Any]]
OpenPool = Callable[..., Awaitable[WorkerPool]]


async def test_a_program_without_an_interpreter_does_not_start_itself_again(
    pool: WorkerPool, probe: Probe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    with pytest.raises(WorkerNotStarted, match="needs a Python interpreter") as caught:
        await pool.run(probe["pid"])
    assert not caught.value.retryable


async def test_an_answer_that_is_too_large_is_not_read(open_pool: OpenPool, probe: Probe) -> None:
    pool = await open_pool(answer_bytes=1000)
    with pytest.raises(AnswerTooLarge):
        await pool.run(probe["echo"], 1, b"x" * 1001)
    assert await pool.run(probe["echo"], 1, b"x" * 100) == (1, b"x" * 100)


async def test_errors_arrive_with_their_type_their_sentence_and_their_verdicts(pool: WorkerPool, probe: Probe) -> None:
    with pytest.raises(EngineThrottled, match=r"^slow down$") as caught:
        await pool.run(probe["fail"], "throttled")
    error = caught.value
    assert (error.retryable, error.billed, error.retry_after) == (False, Billed.UNKNOWN, 7.5)
    with pytest.raises(UnreadablePanel, match=r"^panel 2 is empty$"):
        await pool.run(probe["fail"], "panel")
    with pytest.raises(UnreadablePdf, match=r"^as its base$"):
        await pool.run(probe["fail"], "own")
    assert len(pool._running) == 1


@pytest.mark.parametrize(
    ("name", "arguments", "logged"),
    [("divide", (1, 0), "ZeroDivisionError"), ("fail", ("no work's",), "as a fault"), ("liar", (), "Expected `int`")],
)
async def test_any_other_error_is_a_fault_whose_traceback_is_logged(
    pool: WorkerPool, probe: Probe, caplog: pytest.LogCaptureFixture, name: str, arguments: tuple[Any, ...], logged: str
) -> None:
    with caplog.at_level(logging.ERROR), pytest.raises(WorkFault):
        await pool.run(probe[name], *arguments)
    assert logged in caplog.text


async def test_arguments_are_held_to_their_types(pool: WorkerPool, probe: Probe) -> None:
    with pytest.raises(InvalidRequest, match="Expected `int`, got `str`"):
        await pool.run(probe["divide"], "one", 2)
    with pytest.raises(InvalidRequest, match="no Unicode: surrogates not allowed"):
        await pool.run(probe["read"], "\ud800")


@pytest.mark.parametrize("value", [10**30, -(2**70), 2**64 - 1, float("inf"), 2.0, "ä\n"])
async def test_values_arrive_as_they_were_sent(pool: WorkerPool, probe: Probe, value: object) -> None:
    answer = await pool.run(probe["echo"], value, b"\x00\xff")
    assert answer == (value, b"\x00\xff")
    assert type(answer[0]) is type(value)


async def test_what_the_work_prints_harms_no_answer_and_it_reads_no_input(pool: WorkerPool, probe: Probe) -> None:
    assert await pool.run(probe["chatter"]) == ""


async def test_a_process_gets_no_secret_no_socket_and_no_working_folder(
    pool: WorkerPool, probe: Probe, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", "not-for-workers")
    monkeypatch.setenv("PAPERBANANA_ADMIN_KEY", "not-for-workers")
    monkeypatch.setattr(sys, "path", ["", ".", str(tmp_path), *sys.path])
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.set_inheritable(True)
        folder, path, environment, files = await pool.run(probe["surroundings"])
    assert folder == "/"
    assert path[0] == str(tmp_path)
    assert not {"", "."} & set(path)
    assert "not-for-workers" not in str(environment)
    assert not [file for file in files if file.startswith("socket:")]
