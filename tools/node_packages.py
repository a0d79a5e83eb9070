"""The packages of npm that the check of the TypeScript client needs, and their installation where that is possible.

``python tools/node_packages.py`` installs what ``tools/typescript/package.json`` names beside it. What cannot be
installed is named with the reason, and the check is skipped; under ``CI`` it is a failure.

It runs before anything is installed, so it needs the standard library only.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from system_programs import required

FOLDER = Path(__file__).parent / "typescript"
USE = "the TypeScript client of the documents"
SECONDS = 300


def wanted(folder: Path) -> dict[str, str]:
    """The version of each package."""
    versions: dict[str, str] = json.loads((folder / "package.json").read_text("utf-8"))["dependencies"]
    return versions


def missing(folder: Path) -> list[str]:
    """The packages that are not installed in their version."""
    return [f"{name} {version}" for name, version in wanted(folder).items() if _installed(folder, name) != version]


def provide(folder: Path) -> int:
    """Install what is missing; gives the exit status."""
    names = missing(folder)
    if not names:
        return 0
    print(f"== Installing what the TypeScript check needs, with npm: {', '.join(names)}", flush=True)
    problem = _install(folder)
    if not problem:
        return 0
    fate = "is required under CI" if required() else "the check that needs it is skipped"
    print(f"== {problem}; {fate}: {USE}", flush=True)
    return 1 if required() else 0


def _install(folder: Path) -> str:
    """Why npm did not install the packages, or an empty string."""
    npm = shutil.which("npm")
    if npm is None:
        return "npm is not installed (package npm)"
    command = [npm, "install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    try:
        done = subprocess.run(command, cwd=folder, check=False, timeout=SECONDS)  # noqa: S603 - our own list
    except subprocess.TimeoutExpired:
        return f"npm did not end within {SECONDS} seconds"
    return "'npm install' failed" if done.returncode else ""


def _installed(folder: Path, name: str) -> str | None:
    """The version that is installed."""
    try:
        version: str = json.loads((folder / "node_modules" / name / "package.json").read_text("utf-8"))["version"]
    except (OSError, ValueError):
        return None
    return version


if __name__ == "__main__":
    sys.exit(provide(FOLDER))
