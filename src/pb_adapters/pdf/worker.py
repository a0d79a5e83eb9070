"""The process that opens untrusted files: ``python -m pb_adapters.pdf.worker LIMITS``, POSIX only.

It reads requests from standard input and writes replies to standard output until its input ends. It
bounds its own address space, its processor time per request and the files it may write (none).
"""

import math
import os
import resource
import sys
import traceback
from typing import BinaryIO

import msgspec

from pb_adapters.pdf.document import extract, inspect, render
from pb_adapters.pdf.wire import (
    EXIT_OUT_OF_MEMORY,
    Broken,
    Extract,
    Extracted,
    Inspect,
    Inspected,
    NoSuchPage,
    Ready,
    Rendered,
    Reply,
    Request,
    Unreadable,
    read_request,
    reply_frame,
)
from pb_core.errors import InvalidRequest, UnreadablePdf
from pb_core.ports.pdf import PdfLimits


def answer(request: Request, data: bytes, limits: PdfLimits) -> Reply:
    """Do what a request asks; a refusal is an answer too."""
    try:
        if isinstance(request, Inspect):
            return Inspected(inspect(data, limits))
        if isinstance(request, Extract):
            return Extracted(extract(data, request.pages, limits))
        return Rendered(render(data, request.pages, request.long_side, limits))
    except UnreadablePdf as error:
        return Unreadable(str(error))
    except InvalidRequest as error:
        return NoSuchPage(str(error))
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - whatever it is, it has to reach the reader's log
        return Broken(traceback.format_exc())


def main() -> None:
    """Serve requests until standard input ends."""
    limits = msgspec.json.decode(sys.argv[1], type=PdfLimits)
    replies = _own_stdout()
    _bound_process(limits)
    _send(replies, Ready())
    while (asked := read_request(sys.stdin.buffer)) is not None:
        _bound_processor_time(limits)
        try:
            _send(replies, answer(*asked, limits))
        except MemoryError:
            os._exit(EXIT_OUT_OF_MEMORY)


def _own_stdout() -> BinaryIO:
    """Keep standard output for replies; whatever a library prints goes nowhere."""
    replies = os.fdopen(os.dup(1), "wb")
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.close(silent)
    return replies


def _bound_process(limits: PdfLimits) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _bound_processor_time(limits: PdfLimits) -> None:
    # The reader kills a slow worker by the wall clock; this bound holds when the reader itself is gone.
    usage = resource.getrusage(resource.RUSAGE_SELF)
    soft = math.ceil(usage.ru_utime + usage.ru_stime + limits.timeout_seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _send(stream: BinaryIO, reply: Reply) -> None:
    stream.write(reply_frame(reply))
    stream.flush()


if __name__ == "__main__":
    main()
