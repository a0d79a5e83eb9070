"""The distributions that are built from this tree, and what they need to run."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CORE, CLIENT = ROOT / "packaging/core", ROOT / "packaging/client"
CORE_ALONE = """
import importlib.metadata, importlib.util, json, pkgutil
import pb_core
names = [module.name for module in pkgutil.walk_packages(pb_core.__path__, "pb_core.") if ".testing" not in module.name]
for name in names:
    importlib.import_module(name)
assert len(names) > 50, names
assert importlib.util.find_spec("pb_adapters") is None
print(json.dumps([dist.name for dist in importlib.metadata.distributions()]))
"""
WITH_ADAPTERS = "import pb_core, pb_adapters, pb_http.app, pb_http.cli.main"
OWN = {"anyio", "idna", "msgspec", "paperbanana-core", "pip", "setuptools", "typing_extensions"}


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Both wheels, and the core's once more from its sdist."""
    out = tmp_path_factory.mktemp("wheels")
    built = {"api": _build(ROOT, out / "api"), "core": _build(CORE, out / "core")}
    sdist = _build(CORE, out / "sdist", target="sdist")
    subprocess.run([sys.executable, "-m", "tarfile", "-e", sdist, out], check=True)  # noqa: S603 - our own file
    return built | {"core from its sdist": _build(out / sdist.name.removesuffix(".tar.gz"), out / "again")}


def _build(project: Path, out: Path, *, target: str = "wheel") -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(out)]
    subprocess.run(command, cwd=project, check=True, capture_output=True)  # noqa: S603 - our own projects
    (file,) = out.iterdir()
    return file


def _files(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _package(wheel: Path) -> dict[str, bytes]:
    return {name: data for name, data in _files(wheel).items() if name.startswith("pb_core/")}


def test_both_have_the_same_core_and_version(wheels: dict[str, Path]) -> None:
    source = ROOT / "src"
    own = {path.relative_to(source).as_posix(): path.read_bytes() for path in source.glob("pb_core/**/*.py")}
    for wheel in wheels.values():
        assert own.items() <= _package(wheel).items()
        assert _package(wheel) == _package(wheels["api"])
        assert not [name for name in _package(wheel) if "__pycache__" in name]
    assert len({wheel.name.split("-")[1] for wheel in wheels.values()}) == 1


def test_the_core_brings_nothing_else(wheels: dict[str, Path]) -> None:
    for wheel in (wheels["core"], wheels["core from its sdist"]):
        others = {name.partition("/")[0] for name in _files(wheel)} - {"pb_core"}
        assert {name.partition(".")[2] for name in others} == {"1.0.dist-info"}


def test_the_client_brings_itself_and_nothing_else(tmp_path: Path) -> None:
    wheel = _files(_build(CLIENT, tmp_path / "client"))
    own = {path.relative_to(ROOT / "src").as_posix() for path in (ROOT / "src/paperbanana_client").glob("*.py")}
    assert own <= wheel.keys()
    assert "paperbanana_client/py.typed" in wheel
    others = {name.partition("/")[0] for name in wheel} - {"paperbanana_client"}
    assert {name.partition(".")[2] for name in others} == {"1.0.dist-info"}


@pytest.mark.parametrize("project", [CORE, CLIENT], ids=["core", "client"])
def test_all_carry_the_licence(project: Path) -> None:
    assert (project / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()


@pytest.mark.drill
@pytest.mark.timeout(900)
@pytest.mark.parametrize(("wheel", "program"), [("core", CORE_ALONE), ("api", WITH_ADAPTERS)])
def test_each_runs_in_an_environment_of_its_own(
    wheels: dict[str, Path], wheel: str, program: str, tmp_path: Path
) -> None:
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)  # noqa: S603 - our own words
    python = tmp_path / "venv/bin/python"
    constraints = ["--constraint", ROOT / "constraints.txt"]
    subprocess.run([python, "-m", "pip", "install", *constraints, wheels[wheel]], check=True)  # noqa: S603 - our own file
    done = subprocess.run(  # noqa: S603 - our own program
        [python, "-I", "-c", program], check=True, capture_output=True, text=True, cwd=tmp_path
    )
    if wheel == "core":
        assert set(json.loads(done.stdout)) <= OWN
