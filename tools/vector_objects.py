"""What other programs see in vector figures: named objects, words and fonts, counted.

Usage: python tools/vector_objects.py FILE.svg|FILE.pdf ...

SVG is opened with rsvg-convert and Inkscape (``--query-all``), PDF with poppler's pdftotext and pdffonts; what is not
installed is said. A figure fails if a program refuses it, if Inkscape does not know one of its named groups as an
object, if text is no text, or if a font of a PDF is not embedded.
"""

import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

_SVG = "{http://www.w3.org/2000/svg}"
_SECONDS = 120
_FONT = re.compile(r"^(?P<name>\S+) .* (?P<embedded>yes|no) +(?:yes|no) +(?:yes|no) ", re.MULTILINE)


class Refused(Exception):
    """A program does not open a figure, or sees something else in it than it holds."""


def main() -> int:
    """Print a line for each figure and program; 1 if one fails."""
    failed = 0
    for path in map(Path, sys.argv[1:]):
        try:
            for line in svg_lines(path) if path.suffix == ".svg" else pdf_lines(path):
                print(f"{path.name}: {line}")
        except Refused as fault:
            print(f"{path.name}: FAILED: {fault}")
            failed = 1
    return failed


def svg_lines(path: Path) -> Iterator[str]:
    """What is in an SVG, and what librsvg and Inkscape make of it."""
    root = ET.parse(path).getroot()  # noqa: S314 - written by us
    names = {group.get("id", "") for group in root.iter(f"{_SVG}g") if group.find(f"{_SVG}title") is not None}
    texts = ["".join(text.itertext()) for text in root.iter(f"{_SVG}text")]
    words = sum(len(text.split()) for text in texts)
    turned = sum("transform" in part.attrib for part in root.iter())
    yield f"{len(names)} titled groups, {len(texts)} texts with {words} words, {turned} transforms"
    if not texts:
        raise Refused("it holds no text")
    if program := _found("rsvg-convert"):
        picture = _output(program, "-f", "png", "-w", "600", str(path))
        yield f"rsvg-convert draws {len(picture)} bytes of PNG"
    else:
        yield "rsvg-convert is not installed"
    if program := _found("inkscape"):
        rows = _output(program, "--query-all", str(path)).decode("utf-8", "replace").splitlines()
        objects = {row.split(",")[0] for row in rows}
        if names - objects:
            raise Refused(f"Inkscape does not know {', '.join(sorted(names - objects))}")
        yield f"Inkscape knows {len(objects)} objects, among them all titled groups"
    else:
        yield "Inkscape is not installed"


def pdf_lines(path: Path) -> Iterator[str]:
    """What poppler reads in a PDF."""
    reader, lister = _found("pdftotext"), _found("pdffonts")
    if not reader or not lister:
        yield "poppler's programs are not installed"
        return
    words = _output(reader, str(path), "-").decode("utf-8", "replace").split()
    fonts = {found["name"]: found["embedded"] for found in _FONT.finditer(_output(lister, str(path)).decode())}
    loose = sorted(name for name, embedded in fonts.items() if embedded == "no")
    if loose or not words:
        raise Refused(f"fonts that are not embedded: {', '.join(loose)}" if loose else "it holds no text")
    yield f"{len(words)} words, {len(fonts)} fonts, all embedded"


def _found(program: str) -> str | None:
    return shutil.which(program)


def _output(*command: str) -> bytes:
    done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603 - given by main
    if done.returncode:
        raise Refused(f"{Path(command[0]).name} says {done.stderr.decode('utf-8', 'replace').strip()[-300:]}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
