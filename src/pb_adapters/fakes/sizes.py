"""Sizes: the pixels that a ratio and a resolution word stand for at the Gemini image models."""

_ONE_K = {
    "1:1": (1024, 1024),
    "2:3": (848, 1264),
    "3:2": (1264, 848),
    "3:4": (896, 1200),
    "4:3": (1200, 896),
    "4:5": (928, 1152),
    "5:4": (1152, 928),
    "9:16": (768, 1376),
    "16:9": (1376, 768),
    "21:9": (1584, 672),
}
_TIMES = {"0.5K": 0.5, "512": 0.5, "1K": 1, "2K": 2, "4K": 4}
_AREA = 1024 * 1024
_GRID = 16


def pixels(ratio: str, size: str) -> tuple[int, int]:
    """Width and height for ``W:H`` and ``512``, ``1K``, ``2K`` or ``4K`` in any case.

    An empty or unknown ratio is square, an empty size is 1K; ratios without published pixels get the area of 1K.
    """
    width, height = _ONE_K.get(ratio) or _of_area(ratio)
    times = _TIMES.get(size.upper(), 1)
    return int(width * times), int(height * times)


def _of_area(ratio: str) -> tuple[int, int]:
    wide, _, high = ratio.partition(":")
    try:
        share = float(wide) / float(high)
    except (ValueError, ZeroDivisionError):
        return _ONE_K["1:1"]
    width = (_AREA * share) ** 0.5
    return _gridded(width), _gridded(width / share)


def _gridded(length: float) -> int:
    return max(_GRID, round(length / _GRID) * _GRID)
