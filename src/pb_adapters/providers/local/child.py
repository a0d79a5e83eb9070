"""The process that runs a model: llama.cpp's server on a loopback port, until its parent lets go of it.

It reads one line of JSON from standard input, the ``Start``, and writes one, the address or an error. The end of
standard input ends it, so it never outlives its parent.
"""

import os
import sys
from importlib import import_module
from typing import Any

import msgspec
from msgspec import Struct


class Start(Struct, frozen=True, kw_only=True):
    """What is to be run: the file, the window in tokens, the threads, and the key that every call must carry."""

    path: str
    window: int
    threads: int
    key: str


class Started(Struct, frozen=True, kw_only=True):
    """Where it is served, or why it is not."""

    url: str = ""
    error: str = ""


def main() -> None:
    """Serve the model until standard input ends."""
    asked = msgspec.json.decode(sys.stdin.buffer.readline(), type=Start)
    told = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # llama.cpp writes to standard output as well
    try:
        server = _server(asked)
    except Exception as error:  # noqa: BLE001 - whatever stops it is told to the parent
        told.write(msgspec.json.encode(Started(error=f"{type(error).__name__}: {error}"[:300])) + b"\n")
        sys.exit(1)
    told.write(msgspec.json.encode(Started(url=server.listening_address)) + b"\n")
    sys.stdin.buffer.read()
    os._exit(0)  # the server's threads would answer their last call first


def _server(asked: Start) -> Any:  # noqa: ANN401 - a class of a library without types
    binding = import_module("xllamacpp")
    params = binding.CommonParams()
    params.model.path = asked.path
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [asked.key]
    params.n_ctx = asked.window
    params.n_parallel = 1
    params.cpuparams.n_threads = asked.threads
    params.cpuparams_batch.n_threads = asked.threads
    params.use_jinja = True
    return binding.Server(params)


if __name__ == "__main__":
    main()
