"""Processes that are started whole or not at all."""

import subprocess
from collections.abc import Mapping, Sequence
from typing import IO

import anyio
import anyio.abc


async def started_process(
    command: Sequence[str],
    *,
    stdin: int = subprocess.PIPE,
    stderr: int | IO[bytes] = subprocess.PIPE,
    env: Mapping[str, str] | None = None,
    start_new_session: bool = False,
) -> anyio.abc.Process:
    """Start a process whose standard output is piped, as ``anyio.open_process`` does; the caller ends it.

    A cancellation waits until it runs: one that was cancelled half started would be left without anybody to end it.

    Raises:
        OSError: The command cannot be run.
    """
    with anyio.CancelScope(shield=True):
        process = await anyio.open_process(
            command, stdin=stdin, stderr=stderr, env=env, start_new_session=start_new_session
        )
    return process  # noqa: RET504 - the type of a scope says that it may end before a return in it
