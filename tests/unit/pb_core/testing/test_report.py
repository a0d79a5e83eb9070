"""The command that runs contract suites: what it prints of suites that pass, fail, skip and leave out."""

import subprocess
import textwrap
from pathlib import Path

import pytest

from pb_core.testing.report import NotInstalled, find
from support import processes
from support.processes import Run

SUITE = """
    import pytest
    from pb_core.testing.contracts import declare
    from pb_core.testing.contracts import Contract

    class SampleContract(Contract):
        port, port_version = "Sample", 7

        def test_it_has_a_name(self, name, record_property):
            declare(record_property, name=name, colours=("red", "blue"))
            assert name

        @pytest.mark.parametrize("number", [1, 2, 3])
        def test_it_counts(self, name, number):
            if number == 2:
                pytest.skip("two is declared as missing")
            assert number < len(name)

    class TestBound(SampleContract):
        @pytest.fixture
        def name(self):
            return "{name}"
"""


@pytest.fixture
def prove(tmp_path: Path) -> Run:
    def run(text: str, *, conftest: str = "") -> subprocess.CompletedProcess[str]:
        (tmp_path / "proof.py").write_text(textwrap.dedent(text))
        (tmp_path / "conftest.py").write_text(textwrap.dedent(conftest))
        return processes.prove(tmp_path / "proof.py", folder=tmp_path)

    return run


def table(done: subprocess.CompletedProcess[str]) -> list[str]:
    """The lines from the suite's name on, with single blanks."""
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    return lines[lines.index("TestBound: Sample version 7") :]


def test_the_table_tells_each_duty_and_what_is_declared(prove: Run) -> None:
    done = prove(SUITE.format(name="four"))

    assert done.returncode == 0, done.stdout + done.stderr
    assert table(done) == [
        "TestBound: Sample version 7",
        "declares name: four",
        "declares colours: red, blue",
        "it has a name passed",
        "it counts 2 passed",
        "1 skipped [2]: two is declared as missing",
    ]


def test_a_duty_that_fails_is_named_with_its_case_and_reason(prove: Run) -> None:
    done = prove(SUITE.format(name="abc"))

    assert done.returncode == 1
    assert table(done)[4:] == [
        "it counts 1 passed",
        "1 skipped [2]: two is declared as missing",
        "1 FAILED [3]: AssertionError: assert 3 < 3",
    ]


def test_a_duty_that_somebody_deselects_is_missed(prove: Run) -> None:
    conftest = """
        def pytest_collection_modifyitems(items):
            items[:] = [item for item in items if "counts" not in item.name]
    """
    done = prove(SUITE.format(name="four"), conftest=conftest)

    assert done.returncode == 1
    assert "it counts MISSING" in table(done)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("def test_alone(): pass", "binds no suite"),
        ("import no_such_module", "no_such_module"),
        (
            SUITE.format(name="x").replace("def name(self):", "def name(self):\n            pytest.skip('no')"),
            "nothing",
        ),
    ],
)
def test_what_proves_nothing_is_no_success(prove: Run, text: str, words: str) -> None:
    done = prove(text)

    assert done.returncode == 2
    assert words in done.stderr


def test_an_unknown_adapter_is_not_found() -> None:
    with pytest.raises(NotInstalled, match="no adapter 'crystal-ball' is installed"):
        find("crystal-ball")
