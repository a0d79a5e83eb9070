"""Fetch vendored libraries and typefaces from the npm registry and say whether the files in the repository are theirs.

    python tools/vendor_assets.py            compare
    python tools/vendor_assets.py --write    put the published files in place

Versions and files stand below; the table of the README.md of each folder names them for readers.
"""

import argparse
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

SOURCES = Path(__file__).parent.parent / "src"
PAGES, FACES = SOURCES / "pb_http/pages/assets/vendor", SOURCES / "pb_adapters/drawing/shared/vendor"
PACKAGES = {
    PAGES / "htmx": ("htmx.org@2.0.11", ("dist/htmx.min.js", "LICENSE")),
    PAGES / "htmx-ext-sse": ("htmx-ext-sse@2.2.4", ("dist/sse.min.js", "LICENSE")),
    PAGES / "swagger-ui": (
        "swagger-ui-dist@5.35.0",
        ("swagger-ui-bundle.js", "swagger-ui-bundle.js.LICENSE.txt", "swagger-ui.css", "LICENSE", "NOTICE"),
    ),
    FACES / "noto-emoji": (
        "@expo-google-fonts/noto-emoji@0.4.7",
        ("500Medium/NotoEmoji_500Medium.ttf", "LICENSE_FONT"),
    ),
}


def published(package: str, names: tuple[str, ...]) -> dict[str, bytes]:
    """The files of a package as its registry has them, by their last name."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", package, "--silent", "--pack-destination", folder]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - the names above
        (archive,) = Path(folder).iterdir()
        with tarfile.open(archive) as files:
            read = {name: files.extractfile(f"package/{name}") for name in names}
            return {Path(name).name: file.read() for name, file in read.items() if file is not None}


def main() -> int:
    """Compare or write; the exit status says whether all files are as published."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true")
    write = parser.parse_args().write
    differing = 0
    for folder, (package, names) in PACKAGES.items():
        for name, content in published(package, names).items():
            path = folder / name
            is_same = path.is_file() and path.read_bytes() == content
            if write and not is_same:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            differing += not is_same
            print(f"{'same' if is_same else 'written' if write else 'DIFFERS'}  {package}  {name}")
    return 1 if differing and not write else 0


if __name__ == "__main__":
    sys.exit(main())
