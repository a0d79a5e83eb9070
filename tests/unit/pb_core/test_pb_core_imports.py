"""What the core may import is a list, so that a new import needs a decision, and no list of what is forbidden."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import pb_core

CORE = Path(pb_core.__file__).parent

VALUES = frozenset(
    {
        *("array", "base64", "binascii", "bisect", "collections", "contextlib", "csv", "dataclasses", "datetime"),
        *("decimal", "difflib", "enum", "errno", "fractions", "functools", "hashlib", "heapq", "hmac", "io"),
        *(
            "ipaddress",
            "itertools",
            "json",
            "logging",
            "math",
            "operator",
            "re",
            "statistics",
            "string",
            "struct",
            "typing",
        ),
        *("types", "unicodedata", "uuid", "weakref", "zlib"),
    }
)
"""Modules that compute and do not look at the world."""

DATA = frozenset({"importlib"})
"""What reads the files that ship inside the package; other uses are refused below."""

PARTS = frozenset({"urllib.parse"})
LIBRARIES = frozenset({"anyio", "msgspec"})
TESTING = frozenset(
    {
        *("argparse", "importlib", "inspect", "pathlib", "pkgutil", "pytest", "signal", "ssl", "sys", "threading"),
    }
)
"""What ``pb_core.testing`` may import besides: it runs suites, stops what does not end, and has a loopback receiver."""

WORLD = frozenset({"open", "input", "print", "exec", "eval", "compile", "__import__", "breakpoint"})
"""Built-in names that reach outside or run text."""


ONE_MODULE = {
    "application/bundle/zip_stream.py": frozenset({"zipfile"}),  # into memory; it is given no path
    "application/cancellation.py": frozenset({"asyncio"}),  # whether an embedder cancelled its asyncio task itself
    "domain/picture_metadata/svg.py": frozenset({"xml"}),  # expat, on bytes; it opens nothing
    "testing/contracts/picture_files.py": frozenset({"zipfile"}),  # slides are looked into, in memory
    "testing/memory/storage_access.py": frozenset({"time"}),  # leases end by a clock that outlasts an event loop
}
"""What one module may import besides."""


def faults(source: str, *, testing: bool = False, besides: frozenset[str] = frozenset()) -> list[str]:
    """What a module of the core does that it may not."""
    tree = ast.parse(source)
    return [*_imports(tree, besides | (TESTING if testing else frozenset())), *([] if testing else _names(tree))]


def _imports(tree: ast.AST, besides: frozenset[str]) -> Iterator[str]:
    allowed = VALUES | LIBRARIES | {"pb_core"} | DATA | besides
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                modules = [alias.name for alias in names]
            case ast.ImportFrom(module=str(module), level=0):
                modules = [module]
            case ast.ImportFrom():
                modules = ["a relative import"]
            case _:
                continue
        for module in modules:
            if module not in PARTS and module.split(".")[0] not in allowed:
                yield f"line {node.lineno} imports {module}"


def _names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in WORLD:
            yield f"line {node.lineno} uses {node.id}"
        if isinstance(node, ast.Attribute) and node.attr in {"now", "utcnow", "today"} and _is_time(node.value):
            yield f"line {node.lineno} reads the clock"


def _is_time(value: ast.expr) -> bool:
    return isinstance(value, ast.Name) and value.id in {"datetime", "date"}


MODULES = sorted(CORE.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=[str(path.relative_to(CORE)) for path in MODULES])
def test_the_core_imports_only_what_is_on_the_list(path: Path) -> None:
    testing = path.is_relative_to(CORE / "testing")
    besides = ONE_MODULE.get(path.relative_to(CORE).as_posix(), frozenset())
    assert faults(path.read_text("utf-8"), testing=testing, besides=besides) == []


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("import requests", "line 1 imports requests"),
        ("import tempfile", "line 1 imports tempfile"),
        ("from os import path", "line 1 imports os"),
        ("import urllib.request", "line 1 imports urllib.request"),
        ("from . import errors", "line 1 imports a relative import"),
        ("def f():\n    import random", "line 2 imports random"),
        ("__import__('socket')", "line 1 uses __import__"),
        ("open('/etc/passwd')", "line 1 uses open"),
        ("from datetime import datetime\ndatetime.now()", "line 2 reads the clock"),
    ],
)
def test_what_is_not_on_the_list_is_found(line: str, fault: str) -> None:
    assert faults(line) == [fault]


def test_everything_in_memory_imports_without_pytest() -> None:
    program = (
        "import sys; sys.modules['pytest'] = None\n"
        "import importlib, pkgutil, pb_core\n"
        "for module in pkgutil.walk_packages(pb_core.__path__, 'pb_core.'):\n"
        "    if 'contracts' not in module.name and not module.name.endswith(('__main__', 'report', '_plugin')):\n"
        "        importlib.import_module(module.name)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)  # noqa: S603 - our own words
