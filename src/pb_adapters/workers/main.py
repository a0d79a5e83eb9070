"""The program of a worker process: ``python -P -m pb_adapters.workers.main SETUP``.

It reads calls from standard input and answers on standard output. It ends as soon as its input ends, also in the middle
of a call, so that it never outlives the process that started it. Where the system is POSIX it bounds its own address
space, its processor time per call, the size of the files that it writes and how many it has open; elsewhere only the
time limit of the pool holds.
"""

import errno
import gc
import inspect
import math
import os
import sys
import threading
import traceback
import typing
from collections.abc import Callable, Collection
from importlib import import_module
from queue import SimpleQueue
from types import GenericAlias
from typing import Any, BinaryIO, cast

import msgspec
from msgspec import Struct

from pb_adapters.workers.protocol import (
    EXIT_OUT_OF_MEMORY,
    REQUESTS,
    Broken,
    Call,
    Exceeded,
    FileLimit,
    Packing,
    Ping,
    Raised,
    Ready,
    Reply,
    Request,
    Returned,
    Setup,
    pack,
    read_frame,
    unpack,
)
from pb_adapters.workers.replies import Replies
from pb_core.errors import CallerError, EngineError, InvalidRequest
from pb_core.prepared_types import prepare_types

if sys.platform != "win32":
    import resource

ENTRIES = frozenset({
    "pb_adapters.drawing.composites.inspection:inspected",
    "pb_adapters.drawing.composites.rendering:composed",
    "pb_adapters.drawing.diagrams.rendering:draw",
    "pb_adapters.pdf.document:extract",
    "pb_adapters.pdf.document:inspect",
    "pb_adapters.pdf.document:render",
    "pb_adapters.plot_checking:checked",
    "pb_adapters.drawing.plots.rendering:draw",
    "pb_adapters.drawing.plots.shared_legend:draw_alone",
    "pb_core.domain.tables.table_reading:read_json",
})  # fmt: skip
"""Every function that a worker calls; no other can be asked for."""

_FILE_LIMITS = {errno.EFBIG: FileLimit.SIZE, errno.EMFILE: FileLimit.COUNT}
"""How systems say that a limit of files was met."""


class Function(Struct, frozen=True):
    """A function and the tuple type of its parameters, as annotated."""

    call: Callable[..., object]
    arguments: type[tuple[Any, ...]]


def main(allowed: Collection[str] = ENTRIES) -> None:
    """Serve calls until standard input ends."""
    setup = msgspec.json.decode(sys.argv[1], type=Setup)
    requests = _take_over(0, os.O_RDONLY, "rb")
    answers = _take_over(1, os.O_WRONLY, "wb")
    gc.disable()  # the libraries stay loaded: the collector need not look at them now, nor again and again
    functions = {entry: _resolve(entry, allowed) for entry in setup.entries}
    prepare_types()
    gc.freeze()
    gc.enable()
    _bound_process(setup)
    waiting: SimpleQueue[tuple[Request, bytes]] = SimpleQueue()
    threading.Thread(target=_receive, args=(requests, waiting), daemon=True).start()
    replies = Replies(answers, setup.sign_seconds)
    replies.send(Ready())
    while True:
        try:
            _serve(replies, functions, setup, *waiting.get())
        except MemoryError:
            os._exit(EXIT_OUT_OF_MEMORY)


def answer(function: Function, packing: Packing, payload: bytes) -> tuple[Reply, bytes]:
    """Call the function; an error is an answer too.

    Raises:
        MemoryError: there is too little memory, after which the process is of no more use.
    """
    try:
        arguments = unpack(packing, payload, function.arguments)
    except msgspec.DecodeError as error:
        return Raised.of(InvalidRequest(f"The request breaks the limits of its own types: {error}")), b""
    try:
        packing, data = pack(function.call(*arguments))
    except (CallerError, EngineError) as error:
        return Raised.of(error), b""
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, it has to reach the parent's log
        limit = _FILE_LIMITS.get(error.errno or 0) if isinstance(error, OSError) else None
        return Exceeded(limit) if limit else Broken(traceback.format_exc()), b""
    return Returned(packing), data


def _serve(replies: Replies, functions: dict[str, Function], setup: Setup, request: Request, payload: bytes) -> None:
    match request:
        case Ping():
            replies.send(Ready())
        case Call(entry, packing):
            _bound_processor_time(setup.processor_seconds)
            replies.begin()
            replies.send(*answer(functions[entry], packing, payload))


def _receive(requests: BinaryIO, waiting: "SimpleQueue[tuple[Request, bytes]]") -> None:
    """Pass requests on; end the process when the parent is gone, whatever the main thread is doing."""
    try:
        while (frame := read_frame(requests, REQUESTS)) is not None:
            waiting.put(frame)
            del frame
    except MemoryError:
        os._exit(EXIT_OUT_OF_MEMORY)
    finally:
        os._exit(0)


def _take_over(descriptor: int, flags: int, mode: str) -> BinaryIO:
    """Keep a standard stream for frames; whatever a library prints or reads there goes nowhere."""
    stream = os.fdopen(os.dup(descriptor), mode)
    nothing = os.open(os.devnull, flags)
    os.dup2(nothing, descriptor)
    os.close(nothing)
    return cast("BinaryIO", stream)


def _resolve(entry: str, allowed: Collection[str]) -> Function:
    if entry not in allowed:
        raise LookupError(f"'{entry}' is not a function for worker processes")
    module, _, name = entry.partition(":")
    call = getattr(import_module(module), name)
    hints = typing.get_type_hints(call)
    parameters = tuple(hints[parameter] for parameter in inspect.signature(call).parameters)
    return Function(call, cast("type[tuple[Any, ...]]", GenericAlias(tuple, parameters)))


def _bound_process(setup: Setup) -> None:
    if sys.platform == "win32":
        return
    _bound(resource.RLIMIT_CORE, 0)
    _bound(resource.RLIMIT_AS, setup.memory_bytes)
    _bound(resource.RLIMIT_FSIZE, setup.file_bytes)
    _bound(resource.RLIMIT_NOFILE, setup.open_files)


def _bound_processor_time(seconds: float) -> None:
    # The pool kills a slow worker by the wall clock; this holds when the parent is gone and the interpreter is locked.
    if sys.platform == "win32":
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    # Each call raises the limit: the hard one has to stay.
    _bound(resource.RLIMIT_CPU, math.ceil(usage.ru_utime + usage.ru_stime + seconds) + 1, for_good=False)


def _bound(kind: int, limit: int, *, for_good: bool = True) -> None:
    """Set one limit of this process, at most the hard one that it has already, which cannot be raised again."""
    if sys.platform == "win32":
        return
    hard = resource.getrlimit(kind)[1]
    soft = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    resource.setrlimit(kind, (soft, soft if for_good else hard))


if __name__ == "__main__":
    main()
