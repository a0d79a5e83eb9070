"""The curated palettes: colours by kind of element, and contrast computed as WCAG does."""

from msgspec import Struct

from pb_core.diagram import ElementKind
from pb_core.styling import Palette


class Tint(Struct, frozen=True):
    """A soft fill and the darker border of the same family."""

    fill: str
    edge: str


class Colours(Struct, frozen=True, kw_only=True):
    """Every colour of one palette."""

    tints: dict[ElementKind, Tint]
    accent: Tint
    ink: str
    muted: str
    line: str
    second_line: str
    frame: Tint
    paper: str = "#ffffff"


def _tints(
    neutral: Tint, data: Tint, process: Tint, model: Tint, decision: Tint, goal: Tint, actor: Tint
) -> dict[ElementKind, Tint]:
    return {
        ElementKind.INPUT: neutral,
        ElementKind.OUTPUT: neutral,
        ElementKind.DATA: data,
        ElementKind.STORE: data,
        ElementKind.PROCESS: process,
        ElementKind.OPERATION: Tint("#ffffff", process.edge),
        ElementKind.MODEL: model,
        ElementKind.DECISION: decision,
        ElementKind.OBJECTIVE: goal,
        ElementKind.ACTOR: actor,
    }


_COLOURS = {
    Palette.HARBOR: Colours(
        tints=_tints(
            Tint("#f4f5f7", "#6b7684"),
            Tint("#fdf0d9", "#b07d2b"),
            Tint("#e3eef9", "#3d73a8"),
            Tint("#c3daf0", "#1f5286"),
            Tint("#fbf6cf", "#8f8420"),
            Tint("#f6d5c5", "#b0532b"),
            Tint("#e9e2f3", "#6d5796"),
        ),
        accent=Tint("#f3b99b", "#a83e12"),
        ink="#1b2733",
        muted="#46535f",
        line="#3a4754",
        second_line="#8a4a24",
        frame=Tint("#f7f9fc", "#9aa9ba"),
    ),
    Palette.MEADOW: Colours(
        tints=_tints(
            Tint("#f5f5f1", "#74776a"),
            Tint("#e0eef2", "#3f7f92"),
            Tint("#e5f2e2", "#4c8a4f"),
            Tint("#c5e2c4", "#2b6537"),
            Tint("#fbf3cd", "#93801f"),
            Tint("#f5d6d0", "#a94c40"),
            Tint("#ece3ef", "#7a5b87"),
        ),
        accent=Tint("#efb3a6", "#9a3325"),
        ink="#1d2a20",
        muted="#47544a",
        line="#3c4a40",
        second_line="#8d4138",
        frame=Tint("#f8faf6", "#a0b09f"),
    ),
    Palette.SLATE: Colours(
        tints=_tints(
            Tint("#ffffff", "#767d87"),
            Tint("#e8ecf0", "#5d6b7a"),
            Tint("#f1f3f6", "#4a5766"),
            Tint("#cfd6de", "#2f3b49"),
            Tint("#f6efe2", "#8a7346"),
            Tint("#ecd9c3", "#93632b"),
            Tint("#e2e6f0", "#56628a"),
        ),
        accent=Tint("#e9bf8c", "#8a4f0f"),
        ink="#1c232b",
        muted="#48525d",
        line="#3b444f",
        second_line="#7d5420",
        frame=Tint("#f9fafb", "#a7b0ba"),
    ),
}


def colours(palette: Palette) -> Colours:
    """The colours of a palette."""
    return _COLOURS[palette]


_LINEAR_BELOW = 0.04045  # where the sRGB curve begins


def contrast(a: str, b: str) -> float:
    """The contrast ratio of two ``#rrggbb`` colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """The relative luminance of a ``#rrggbb`` colour, 0 to 1."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= _LINEAR_BELOW else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
