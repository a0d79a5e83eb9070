"""The command line, called inside this process."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pb_adapters.workers import pool
from pb_http import logs
from pb_http.cli.main import main
from support.warm_workers import warm_worker


def run_here(
    *arguments: str, folder: Path, text: str | bytes = "", **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run ``pb`` as a process of its own would run it, without the time that its imports and its workers' take.

    ``folder`` is the working folder, ``text`` the standard input, ``settings`` are environment variables; other
    settings of ours are not seen. Logs are not set up: that holds for a whole process.
    """
    stdin, stdout, stderr = (
        io.TextIOWrapper(io.BytesIO(data), "utf-8", write_through=True)
        for data in (text.encode() if isinstance(text, str) else text, b"", b"")
    )
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(("PAPERBANANA_", "OPENAI_COMPATIBLE_"))]:
            patch.delenv(name)
        for name, value in settings.items():
            patch.setenv(name, value)
        patch.chdir(folder)
        patch.setattr(pool, "WorkerProcess", warm_worker)
        patch.setattr(logs, "configure", lambda **_: None)
        for name, value in {"argv": ["pb", *arguments], "stdin": stdin, "stdout": stdout, "stderr": stderr}.items():
            patch.setattr(sys, name, value)
        with pytest.raises(SystemExit) as ended:
            main()
    code = ended.value.code
    assert code is None or isinstance(code, int)
    said = (stream.buffer.getvalue().decode() for stream in (stdout, stderr))  # type: ignore[attr-defined]  # BytesIO
    return subprocess.CompletedProcess(["pb", *arguments], code or 0, *said)
