"""A program of the system or the packages of npm for a test, or the reason why the test is skipped."""

from pathlib import Path

import pytest

import node_packages
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


def required_node_packages() -> Path:
    """The folder of the packages of ``node_packages``.

    Where they are missing the calling test is skipped with the reason; under ``CI`` it fails.
    """
    missing = node_packages.missing(node_packages.FOLDER)
    if not missing:
        return node_packages.FOLDER / "node_modules"
    reason = f"{', '.join(missing)} is not installed: run python tools/node_packages.py"
    if system_programs.required():
        pytest.fail(f"{reason}, and CI requires it")
    pytest.skip(reason)
