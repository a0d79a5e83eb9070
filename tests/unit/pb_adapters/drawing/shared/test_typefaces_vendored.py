import re
import tomllib
from pathlib import Path

from pb_adapters.drawing.shared import typefaces

FOLDER = Path(typefaces.__file__).parent / "vendor"
ROOT = Path(__file__).parents[5]


def test_every_vendored_face_has_its_licence_and_stands_in_the_table() -> None:
    table = (FOLDER / "README.md").read_text("utf-8")
    folders = [path for path in FOLDER.iterdir() if path.is_dir()]
    assert typefaces.face_path(typefaces.EMOJI).parent in folders
    for folder in folders:
        assert "SIL Open Font License" in (folder / "LICENSE_FONT").read_text("utf-8")
        assert re.search(rf"^\| `{folder.name}` \|", table, re.MULTILINE)


def test_the_package_states_every_vendored_licence() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    stated = {path for pattern in project["license-files"] for path in ROOT.glob(pattern)}
    assert stated >= {path for name in ("LICENSE*", "NOTICE") for path in ROOT.glob(f"src/**/vendor/*/{name}")}
    assert {"Apache-2.0", "OFL-1.1", "0BSD"} <= set(project["license"].split(" AND "))
