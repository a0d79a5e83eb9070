"""Types are found out before threads decode them."""

import subprocess
import sys

PROGRAM = """
import sys
import threading
from msgspec import Struct, defstruct, json
from pb_core.prepared_types import prepare_types

sys.setswitchinterval(1e-6)
for number in range(200):
    inner = [defstruct(f"Inner{i}", [("a", list[dict[str, float]])]) for i in range(8)]
    outer = defstruct("Outer", [(f"b{i}", kind) for i, kind in enumerate(inner)])
    data = json.encode({f"b{i}": {"a": [{"x": 1.5}]} for i in range(8)})
    gate = threading.Barrier(8)
    PREPARE

    def decode():
        gate.wait()
        json.decode(data, type=outer)

    threads = [threading.Thread(target=decode) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
"""


def ended(prepare: str) -> int:
    """The exit code of a program whose threads are the first to decode types, two hundred times."""
    program = PROGRAM.replace("PREPARE", prepare)
    return subprocess.run([sys.executable, "-c", program], capture_output=True, check=False).returncode  # noqa: S603


def test_threads_decode_what_was_prepared() -> None:
    assert ended("prepare_types()") == 0


def test_msgspec_still_fails_without() -> None:
    assert ended("pass") != 0, "msgspec was mended: `prepare_types` may go"
