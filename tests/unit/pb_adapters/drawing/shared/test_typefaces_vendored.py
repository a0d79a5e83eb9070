import re
from pathlib import Path

from pb_adapters.drawing.shared import typefaces

FOLDER = Path(typefaces.__file__).parent / "vendor"


def test_every_vendored_face_has_its_licence_and_stands_in_the_table() -> None:
    table = (FOLDER / "README.md").read_text("utf-8")
    folders = [path for path in FOLDER.iterdir() if path.is_dir()]
    assert typefaces.face_path(typefaces.EMOJI).parent in folders
    for folder in folders:
        assert "SIL Open Font License" in (folder / "LICENSE_FONT").read_text("utf-8")
        assert re.search(rf"^\| `{folder.name}` \|", table, re.MULTILINE)
