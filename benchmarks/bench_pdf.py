"""Ratio of a warm worker's extraction to bare pdfium in this process, on the same pages.

Run ``python benchmarks/bench_pdf.py [FILE.pdf ...]``; without a file it reads the demo's paper. The two take turns, so
that both see the same machine; 1.0 means as fast as bare pdfium, the design asks for at least 0.9.
"""

import sys
import time
from importlib.resources import files
from pathlib import Path
from statistics import median

import anyio
import pypdfium2

from pb_adapters.pdf.pdfium import PdfiumReader

ROUNDS = 60


def bare(data: bytes) -> int:
    """Read every page with pdfium alone and return the number of characters."""
    document = pypdfium2.PdfDocument(data)
    characters = 0
    for index in range(len(document)):
        page = document[index]
        textpage = page.get_textpage()
        characters += len(textpage.get_text_range())
        textpage.close()
        page.close()
    document.close()
    return characters


async def ratio(data: bytes) -> float:
    """Median over paired rounds of bare time divided by ours."""
    ratios = []
    async with PdfiumReader() as reader:
        pages = tuple(range(1, (await reader.inspect(data)).page_count + 1))
        await reader.extract(data, pages)
        for _ in range(ROUNDS):
            start = time.perf_counter()
            assert bare(data)
            between = time.perf_counter()
            assert await reader.extract(data, pages)
            ratios.append((between - start) / (time.perf_counter() - between))
    return median(ratios)


def main() -> None:
    """Print the ratio of each file."""
    paths = [Path(name) for name in sys.argv[1:]]
    data = [path.read_bytes() for path in paths] or [files("pb_http").joinpath("demo/paper.pdf").read_bytes()]
    names = [path.name for path in paths] or ["demo paper"]
    for name, content in zip(names, data, strict=True):
        print(f"{name}: {anyio.run(ratio, content):.2f} of bare pdfium")


if __name__ == "__main__":
    main()
