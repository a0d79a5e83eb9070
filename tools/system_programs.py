"""The programs of the system that only some checks need, and their installation where that is possible.

``python tools/system_programs.py`` installs what is missing with ``apt-get``, as root or through ``sudo -n``. What
cannot be installed is named with the reason, and the checks that need it are skipped; under ``CI`` a missing program is
a failure.
``python tools/system_programs.py drill`` installs those too that are large and only the drill needs.
``python tools/system_programs.py venv`` does the same for Python's own ``venv``, which Debian packs apart.

It runs before anything is installed, so it needs the standard library only.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

OLDEST_PYTHON = (3, 11)


class Program(NamedTuple):
    """A program of the system: the commands of which any will do, Debian's packages, and what needs it.

    ``folders`` is a pattern of those in which it lies where it is not on the path.
    """

    commands: tuple[str, ...]
    package: str
    use: str
    folders: str = ""


PROGRAMS = {
    "curl": Program(("curl",), "curl", "the requests of the documents and of the reference"),
    "node": Program(("node", "nodejs"), "nodejs", "the JavaScript of the documents and of the reference"),
    "npm": Program(("npm",), "npm", "the TypeScript client of the documents"),
    "cc": Program(("cc", "gcc", "clang"), "build-essential", "faults of files below SQLite"),
    "caddy": Program(("caddy",), "caddy", "the proxy before several processes"),
    "systemd-analyze": Program(("systemd-analyze",), "systemd", "the units of several processes"),
    "pdffonts": Program(("pdffonts",), "poppler-utils", "the fonts of PDF figures"),
    "pdfinfo": Program(("pdfinfo",), "poppler-utils", "the page size of PDF figures"),
    "pdftoppm": Program(("pdftoppm",), "poppler-utils", "PDF figures as poppler draws them"),
    "pdftotext": Program(("pdftotext",), "poppler-utils", "the words of PDF figures"),
    "chromium": Program(("chromium", "chromium-browser", "google-chrome"), "chromium", "the pages as people use them"),
    "browser": Program(
        ("chromium", "chromium-browser", "google-chrome", "chrome", "firefox"),
        "chromium",
        "SVG figures as a browser draws them",
    ),
    "postgres": Program(("postgres",), "postgresql", "the store of many machines", "/usr/lib/postgresql/*/bin"),
}


DRILL_PROGRAMS = {
    "soffice": Program(("soffice", "libreoffice"), "libreoffice-impress", "slides as LibreOffice draws them"),
    "pdflatex": Program(
        ("pdflatex",),
        "texlive-latex-recommended texlive-pictures texlive-fonts-recommended",
        "figures in TikZ as LaTeX draws them",
    ),
    "ip": Program(("ip",), "iproute2", "machines with cables that can be pulled"),
    "pgbouncer": Program(("pgbouncer",), "pgbouncer", "PostgreSQL behind a pooler", "/usr/sbin"),
}
"""Large ones, which only the drill needs."""


def program(name: str) -> Program:
    """A program of ``PROGRAMS`` or ``DRILL_PROGRAMS``."""
    return (PROGRAMS | DRILL_PROGRAMS)[name]


def path_of(name: str) -> str | None:
    """Where the first installed command of a ``program`` is; None if none is installed."""
    wanted = program(name)
    folders = Path("/").glob(wanted.folders.lstrip("/")) if wanted.folders else ()
    newest_first = map(str, sorted(folders, key=_version_in, reverse=True))
    places = os.pathsep.join([os.environ.get("PATH", os.defpath), *newest_first])
    return next((path for command in wanted.commands if (path := shutil.which(command, path=places))), None)


def _version_in(folder: Path) -> int:
    """The number that a folder of Debian's is named after."""
    return max((int(part) for part in folder.parts if part.isdigit()), default=0)


def required() -> bool:
    """Whether a missing program is a failure, as under ``CI``, rather than a reason to skip a check."""
    return os.environ.get("CI", "").lower() not in {"", "0", "false"}


def missing_packages(*, drill: bool = False) -> dict[str, list[str]]:
    """The packages to install, with those of the drill or without, each with what is not checked without it."""
    packages: dict[str, list[str]] = {}
    for name in (*PROGRAMS, *(DRILL_PROGRAMS if drill else ())):
        if path_of(name) is None:
            packages.setdefault(program(name).package, []).append(program(name).use)
    return packages


def install(packages: Iterable[str]) -> str:
    """Install packages with ``apt-get``, its output shown; gives why that did not work, or an empty string."""
    if shutil.which("apt-get") is None:
        return "there is no apt-get here"
    rights = [] if _is_root() else ["sudo", "-n"]
    if rights and not _may_become_root():
        return "this takes root or a sudo without a password"
    names = [name for package in packages for name in package.split()]
    apt = [*rights, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "DPkg::Lock::Timeout=120"]
    for command in (["update"], ["install", "-y", "--no-install-recommends", *names]):
        if subprocess.run([*apt, *command], check=False).returncode:  # noqa: S603 - names of our own table
            return f"'apt-get {command[0]}' failed"
    return ""


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _may_become_root() -> bool:
    sudo = shutil.which("sudo")
    return sudo is not None and not subprocess.run([sudo, "-n", "true"], check=False).returncode  # noqa: S603 - its test


def provide_programs(*, drill: bool = False) -> int:
    """Install the programs that are missing, with those of the drill or without; gives the exit status."""
    missing = missing_packages(drill=drill)
    if not missing:
        return 0
    _say(f"Installing system programs that some checks need: {', '.join(missing)}")
    problem = install(missing)
    left = missing_packages(drill=drill)
    for package, uses in left.items():
        fate = "is required under CI" if required() else "the checks that need it are skipped"
        _say(f"{package} is not installed ({problem or 'the package has no such command'}); {fate}: {'; '.join(uses)}")
    return 1 if left and required() else 0


def provide_venv() -> int:
    """Make sure that this Python can create environments; gives the exit status."""
    if sys.version_info < OLDEST_PYTHON:
        _say(f"Python {sys.version.split()[0]} is too old, 3.11 is needed: say 'make demo PYTHON=python3.12'")
        return 1
    if importlib.util.find_spec("ensurepip"):
        return 0
    package = f"python3.{sys.version_info.minor}-venv"
    _say(f"Installing {package}, with which this Python creates environments")
    problem = install([package])
    if problem:
        _say(f"{package} is needed and not installed: {problem}")
    return 1 if problem else 0


def _say(sentence: str) -> None:
    print(f"== {sentence}", flush=True)


if __name__ == "__main__":
    sys.exit(provide_venv() if sys.argv[1:] == ["venv"] else provide_programs(drill=sys.argv[1:] == ["drill"]))
