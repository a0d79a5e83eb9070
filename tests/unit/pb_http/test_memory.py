"""What a program holds after large blocks were freed that lay among small ones."""

import platform
import subprocess
import sys

import pytest

PROGRAM = """
import sys
from pathlib import Path
from pb_http.memory import give_large_blocks_back

def held():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

if sys.argv[1] == "given back":
    give_large_blocks_back()
del [bytearray(b"x" * 30 * 2**20)][:]  # the C library takes this size for usual from now on
before, large, small = held(), [], []
for _ in range(20):
    large.append(bytearray(b"x" * 8 * 2**20))
    small.append([bytearray(b"x" * 60_000) for _ in range(4)])
large.clear()
print(held() - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries map large blocks on their own")
@pytest.mark.parametrize(("how", "kept"), [("given back", False), ("as usual", True)])
def test_large_blocks_are_given_back(how: str, *, kept: bool) -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM, how], capture_output=True, text=True, check=True)  # noqa: S603 - our own program
    assert (int(done.stdout) > 32 * 2**20) is kept
