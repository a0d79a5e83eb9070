"""A program of the system for a test, or the reason why the test is skipped."""

import pytest

import system_programs


def required_program(name: str) -> str:
    """The path of a ``system_programs.program``.

    Without it the calling test is skipped with the reason; under ``CI`` it fails.
    """
    path = system_programs.path_of(name)
    if path is not None:
        return path
    program = system_programs.program(name)
    reason = f"{' or '.join(program.commands)} is not installed (package {program.package})"
    if system_programs.required():
        pytest.fail(f"{reason}, and CI requires it")
    pytest.skip(reason)
