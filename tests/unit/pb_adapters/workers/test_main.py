"""The program of a worker process, without a process."""

import pytest

from pb_adapters import table_reader
from pb_adapters.drawing import composites, plots
from pb_adapters.drawing import diagrams as vector
from pb_adapters.pdf import pdfium
from pb_adapters.workers.main import ENTRIES, _resolve, answer
from pb_adapters.workers.process import Entry
from pb_adapters.workers.protocol import Packing, Raised, pack

USED = [
    entry
    for module in (composites, vector, pdfium, plots, table_reader)
    for entry in vars(module).values()
    if isinstance(entry, Entry)
]


def test_every_listed_function_is_used_and_every_used_one_is_listed() -> None:
    assert sorted(entry.path for entry in USED) == sorted(ENTRIES)


@pytest.mark.parametrize("entry", USED, ids=lambda entry: entry.path)
def test_functions_return_what_their_callers_expect(entry: Entry[object]) -> None:
    function = _resolve(entry.path, ENTRIES)
    assert function.call.__annotations__["return"] == entry.answer


def test_no_other_function_can_be_asked_for() -> None:
    with pytest.raises(LookupError, match="'os:system' is not a function for worker processes"):
        _resolve("os:system", ENTRIES)


def test_arguments_of_other_types_are_refused() -> None:
    reply, _ = answer(_resolve("pb_adapters.pdf.document:inspect", ENTRIES), *pack((1, 2)))
    assert isinstance(reply, Raised)
    assert reply.name == "InvalidRequest"
    reply, _ = answer(_resolve("pb_adapters.pdf.document:inspect", ENTRIES), Packing.MSGPACK, b"\xc1")
    assert isinstance(reply, Raised)
