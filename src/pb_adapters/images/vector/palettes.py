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
            Tint("#f6f6f8", "#6b7684"),
            Tint("#fbdfad", "#986818"),
            Tint("#dfecf8", "#3d73a8"),
            Tint("#b1cfec", "#1f5286"),
            Tint("#f9f2bc", "#8f8420"),
            Tint("#f4cab5", "#b0532b"),
            Tint("#e0d7ee", "#6d5796"),
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
            Tint("#f7f7f3", "#74776a"),
            Tint("#d2e6ec", "#3f7f92"),
            Tint("#deeeda", "#4c8a4f"),
            Tint("#aed6ac", "#2b6537"),
            Tint("#faf1c7", "#93801f"),
            Tint("#f2c9c1", "#a94c40"),
            Tint("#e4d6e8", "#7a5b87"),
        ),
        accent=Tint("#efb3a6", "#9a3325"),
        ink="#1d2a20",
        muted="#3f4b42",
        line="#3c4a40",
        second_line="#8d4138",
        frame=Tint("#f8faf6", "#a0b09f"),
    ),
    Palette.SLATE: Colours(
        tints=_tints(
            Tint("#f8f8f8", "#767d87"),
            Tint("#dde3e9", "#5d6b7a"),
            Tint("#e7ebf0", "#4a5766"),
            Tint("#c4ccd7", "#2f3b49"),
            Tint("#f6efe2", "#8a7346"),
            Tint("#e7ceb2", "#93632b"),
            Tint("#d5dae9", "#56628a"),
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
