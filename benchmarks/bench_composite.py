"""Composites of 4K panels: time, size and peak memory against a plain Pillow program, as ratios.

Every measurement is a fresh process; ours and Pillow's take turns. Run: python benchmarks/bench_composite.py
"""

import io
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PIL import Image, ImageDraw

from pb_adapters.drawing.composites import compose
from pb_core.domain.composites import PanelStyle
from pb_core.domain.pictures import Picture
from pb_core.ports.composites import CompositeRequest, PanelSource

WIDTH, HEIGHT = 4096, 2304
GRIDS = {3: (1, 3), 9: (3, 3)}
ROUNDS = 3
SPACING = 20


def photograph(seed: int) -> Image.Image:
    """Smooth light, texture at every scale and a camera's noise."""
    rng = np.random.default_rng(seed)
    total = np.zeros((HEIGHT, WIDTH, 3), np.float32)
    for scale in (256, 64, 16, 4, 1):
        noise = rng.normal(0, 3 * scale**0.6, (HEIGHT // scale + 2, WIDTH // scale + 2, 3)).astype(np.float32)
        layers = [Image.fromarray(noise[..., c]).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC) for c in range(3)]
        total += np.stack([np.asarray(layer) for layer in layers], axis=-1)
    return Image.fromarray(np.clip(0.6 * total + 128, 0, 255).astype(np.uint8))


def line_art(seed: int) -> Image.Image:
    """Boxes, lines and flat colours with smooth edges."""
    rng = np.random.default_rng(seed)
    image = Image.new("RGB", (2 * WIDTH, 2 * HEIGHT), "white")
    pen = ImageDraw.Draw(image)
    for _ in range(60):
        x, y = (int(v) for v in rng.integers(0, (2 * WIDTH - 700, 2 * HEIGHT - 300)))
        fill = tuple(int(v) for v in rng.integers(180, 255, 3))
        pen.rounded_rectangle((x, y, x + 700, y + 300), 40, fill=fill, outline="#1c232b", width=8)
        pen.line([tuple(int(v) for v in rng.integers(0, 2 * HEIGHT, 2)) for _ in range(4)], fill="#3b444f", width=6)
    return image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def with_pillow(panels: list[bytes]) -> bytes:
    """What a plain program does: decode all, paste, save with the defaults."""
    rows, columns = GRIDS[len(panels)]
    images = [Image.open(io.BytesIO(panel)).convert("RGB") for panel in panels]
    size = (columns * (WIDTH + SPACING) + SPACING, rows * (HEIGHT + SPACING) + SPACING)
    canvas = Image.new("RGB", size, "white")
    for i, image in enumerate(images):
        row, column = divmod(i, columns)
        canvas.paste(image, (SPACING + column * (WIDTH + SPACING), SPACING + row * (HEIGHT + SPACING)))
    buffer = io.BytesIO()
    canvas.save(buffer, "PNG")
    return buffer.getvalue()


def with_ours(panels: list[bytes]) -> bytes:
    """The same composite, with labels, through the composer."""
    rows, columns = GRIDS[len(panels)]
    sources = [
        PanelSource((Picture(format="png", media_type="image/png", data=panel, width=WIDTH, height=HEIGHT),))
        for panel in panels
    ]
    style = PanelStyle(layout=f"{rows}x{columns}", spacing=SPACING)
    return compose(CompositeRequest(panels=tuple(sources), style=style))[0].data


WAYS: dict[str, Callable[[list[bytes]], bytes]] = {"pillow": with_pillow, "ours": with_ours}


def measure(way: str, paths: list[str]) -> dict[str, float]:
    """Seconds, bytes, and how far the peak of memory lies above the panels' and the result's own bytes."""
    panels = [Path(path).read_bytes() for path in paths]
    before = memory("VmRSS")
    start = time.perf_counter()
    data = WAYS[way](panels)
    seconds = time.perf_counter() - start
    peak = memory("VmHWM") - before
    return {"seconds": seconds, "bytes": len(data), "peak": peak, "working": peak - len(data)}


def memory(field: str) -> int:
    """Resident bytes of this process, now (``VmRSS``) or at their highest (``VmHWM``); Linux only."""
    # getrusage would count what the parent held when it forked.
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{field}:"))


def in_child(way: str, paths: list[str]) -> dict[str, float]:
    """One measurement in a process of its own."""
    command = [sys.executable, __file__, way, *paths]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - this very program
    return dict(json.loads(done.stdout))


def compare(kind: str, paths: list[str]) -> None:
    """Print ours over Pillow's for one set of panels."""
    found: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
    for _ in range(ROUNDS):
        for way, results in found.items():
            results.append(in_child(way, paths))
    medians = {
        way: {field: statistics.median(result[field] for result in results) for field in results[0]}
        for way, results in found.items()
    }
    ours, pillow = medians["ours"], medians["pillow"]
    print(
        f"{len(paths)} x {kind:<11} time {ours['seconds'] / pillow['seconds']:.2f}  "
        f"size {ours['bytes'] / pillow['bytes']:.2f}  peak {ours['peak'] / pillow['peak']:.2f}  "
        f"(ours: {ours['working'] / 2**20:.0f} MiB besides the result of {ours['bytes'] / 2**20:.0f} MiB, "
        f"Pillow: {pillow['working'] / 2**20:.0f} MiB)"
    )


def main() -> None:
    """Make the panels, compare."""
    with TemporaryDirectory() as folder:
        for kind, make in (("photographs", photograph), ("line art", line_art)):
            paths = [str(Path(folder) / f"{kind}-{i}.png") for i in range(min(GRIDS))]
            for seed, path in enumerate(paths):
                make(seed).save(path)
            for count in GRIDS:
                compare(kind, paths * (count // len(paths)))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measure(sys.argv[1], sys.argv[2:])))
    else:
        main()
