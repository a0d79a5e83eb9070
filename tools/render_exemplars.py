"""Draw the picture of every reference figure, or of those named, with the vector engine.

Usage: python tools/render_exemplars.py [NAME ...]
"""

import sys
import time
from io import BytesIO
from pathlib import Path

from PIL import Image

from pb_adapters.drawing.diagrams import render
from pb_core.application import exemplars
from pb_core.domain.diagrams.spec import Styling
from pb_core.errors import PaperBananaError
from pb_core.ports.images import DrawRequest

FOLDER = Path(exemplars.__file__).parent


def main(names: list[str]) -> int:
    """Draw the pictures, print a line each, and return how many failed."""
    failed = 0
    for exemplar in exemplars.load():
        if names and exemplar.name not in names:
            continue
        request = DrawRequest(
            spec=exemplar.spec,
            description=exemplar.text,
            styling=Styling(),
            caption=exemplar.caption,
            aspect_ratio="auto",
            resolution="1K",
        )
        start = time.perf_counter()
        try:
            (picture,) = render(request).pictures
        except PaperBananaError as error:
            failed += 1
            print(f"{exemplar.name:32} FAILED: {error}")
            continue
        data = _few_colours(picture.data)
        (FOLDER / f"{exemplar.name}.png").write_bytes(data)
        took = time.perf_counter() - start
        print(f"{exemplar.name:32} {picture.width:4} x {picture.height:4}  {len(data):6} bytes  {took:.2f} s")
    return failed


def _few_colours(png: bytes) -> bytes:
    """The picture in at most 256 colours, which is all that a drawing has but for the edges of its letters."""
    small = BytesIO()
    Image.open(BytesIO(png)).convert("RGB").quantize(256).save(small, "PNG", optimize=True)
    return small.getvalue()


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
