import ast
import subprocess
import sys
from pathlib import Path

import pytest

import pb_core


def _imported_for_checkers() -> set[str]:
    """The names that type checkers see."""
    tree = ast.parse(Path(pb_core.__file__).read_text("utf-8"))
    return {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names} - {
        "TYPE_CHECKING",
        "import_module",
    }


def test_checkers_and_programs_see_the_same_names() -> None:
    assert _imported_for_checkers() == set(pb_core.__all__)


@pytest.mark.parametrize("name", pb_core.__all__)
def test_every_promised_name_is_there_and_documented(name: str) -> None:
    assert getattr(pb_core, name).__doc__


def test_another_name_is_refused_as_by_any_module() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Planner'"):
        _ = pb_core.Planner


def test_one_module_loads_alone() -> None:
    program = "import sys, pb_core.errors; print([m for m in sys.modules if m.startswith('pb_core.')])"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)  # noqa: S603 - our own words
    assert done.stdout.strip() == "['pb_core.errors']"
