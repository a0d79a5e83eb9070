"""The palettes of our figures: series, emphasis and ramps of plots, and tints of the elements of diagrams.

Series colours are more than 14 apart in CIELAB for full, deuteranope, protanope and tritanope vision and about 6 or
more in lightness, so that they stay apart for colour-blind readers and in grey prints. Past the last colour, markers,
dashes and hatches tell series apart. A ramp is a polyline in sRGB along which one weighted sum of the channels grows,
so that a colour can be read back as exactly the number that it stands for.
"""

import numpy as np
from msgspec import Struct, field, structs
from numpy.typing import NDArray

from pb_core.domain.diagrams.spec import ElementKind, Hue, Palette
from pb_core.domain.plots.spec import Color, PaletteName
from pb_core.domain.print_styling import Theme

Floats = NDArray[np.float64]

INK = "#1f2328"
SOFT_INK = "#5b636b"
PAPER = "#ffffff"
GRID = "#d9dde3"
SPINE = "#4a525a"
MUTED, BACKGROUND = "#8a929b", "#aeb5bf"
"""The grey of items that step back: 3:1 on paper; paler for bars beside which their values are printed."""
MISSING = "#e4e4e4"
NEUTRAL = "#3f4852"

SERIES: dict[PaletteName, tuple[str, ...]] = {
    PaletteName.VIVID: (
        "#1c588f", "#cf8225", "#17938a", "#691350", "#d43942", "#6257b8", "#594400", "#252325",
    ),
    PaletteName.SOFT: (
        "#4c689e", "#faae7f", "#50a594", "#6f4258", "#b36c5c", "#bad8eb", "#b8a0d4", "#ffe88b",
    ),
    PaletteName.GREY: ("#1c1c1c", "#a3a3a3", "#606060", "#d2d2d2", "#828282", "#404040"),
}  # fmt: skip

STROKES: dict[PaletteName, tuple[str, ...]] = {
    PaletteName.VIVID: SERIES[PaletteName.VIVID],
    PaletteName.SOFT: (
        "#35578e", "#ba8c50", "#149587", "#64334a", "#a04d4a", "#816d98", "#343056", "#2f2424",
    ),
    PaletteName.GREY: ("#191919", "#949494", "#494949", "#7c7c7c", "#303030", "#626262"),
}  # fmt: skip
"""The series colours of lines, points and rules, which carry data without a filled area: 3:1 on paper at the least."""

NAMED: dict[Color, str] = {
    Color.RED: "#c8202f",
    Color.ORANGE: "#e07b12",
    Color.YELLOW: "#e8bd1e",
    Color.GREEN: "#2f8a3f",
    Color.TEAL: "#128278",
    Color.BLUE: "#1f5fae",
    Color.PURPLE: "#6f3fa0",
    Color.PINK: "#d0528f",
    Color.BROWN: "#7d4f2a",
    Color.GREY: "#7a828a",
    Color.BLACK: "#16191c",
}

MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "p", "h", "*")
HATCHES = ("", "////", "....", "xxxx", "\\\\\\\\", "----", "++++", "oooo", "||||", "//..", "xx..", "--..")
DASHES: dict[str, tuple[float, ...]] = {
    "solid": (),
    "dashed": (4, 1.8),
    "dotted": (1.1, 1.3),
    "dash-dot": (5, 1.6, 1.1, 1.6),
    "long-dash": (8, 2.5),
    "dash-dot-dot": (5, 1.6, 1.1, 1.4, 1.1, 1.6),
    "short-dash": (2.4, 1.4),
    "long-dash-dot": (8, 1.8, 1.1, 1.8),
    "sparse-dots": (1.1, 3),
    "sparse-dashes": (4, 4),
    "long-short": (8, 1.8, 2.8, 1.8),
    "twin-dash": (3, 1.2, 3, 3.2),
}
"""Dash patterns by name, on and off in line widths."""

ON_RAMP = 2e-3  # of a channel's range: more than floating point loses, less than an 8-bit step of another colour


class RampColors(Struct, frozen=True, kw_only=True):
    """A colour ramp: its colours at equal distances, and the channel weights whose sum grows along it."""

    nodes: tuple[str, ...]
    weights: tuple[float, float, float]

    def colors(self, shares: Floats) -> Floats:
        """Colours (n, 4) at shares 0 to 1 of the ramp; a share beyond an end has the colour of that end."""
        nodes = self._rgb()
        at = np.linspace(0.0, 1.0, len(nodes))
        channels = [np.interp(shares, at, nodes[:, channel]) for channel in range(3)]
        return np.stack([*channels, np.ones(len(shares))], axis=1)

    def shares(self, colors: Floats) -> Floats:
        """The shares at which colours (n, 3 or 4) stand on the ramp; NaN for a colour that is not on it."""
        nodes = self._rgb()
        rgb = np.asarray(colors, dtype=np.float64)[:, :3]
        shares = np.interp(rgb @ self.weights, nodes @ self.weights, np.linspace(0.0, 1.0, len(nodes)))
        off = np.abs(self.colors(shares)[:, :3] - rgb).max(axis=1) > ON_RAMP
        return np.where(off, np.nan, shares)

    def _rgb(self) -> Floats:
        return np.array([[int(node[i : i + 2], 16) / 255 for i in (1, 3, 5)] for node in self.nodes])


SEQUENTIAL = RampColors(
    nodes=("#f1f5f8", "#c5dae9", "#8bb6d9", "#4f8abf", "#2b5c95", "#152f58"), weights=(-1.0, 0.0, 0.0)
)
DIVERGING = RampColors(
    nodes=("#21497f", "#7aa2cc", "#f4f3f1", "#e8a27c", "#a3301f"), weights=(1.0, 0.0, -1.0)
)  # fmt: skip
GREY_RAMP = RampColors(nodes=("#f4f4f4", "#1a1a1a"), weights=(-1.0, 0.0, 0.0))


class Tint(Struct, frozen=True):
    """A soft fill and the darker border of the same family."""

    fill: str
    edge: str


class Stage(Struct, frozen=True):
    """The hue of one stage or role: its strokes, the fill of its blocks and the tint of its panel."""

    stroke: str
    fill: str
    tint: str


STAGES = (
    Stage("#0b62a8", "#cee0ee", "#eef4f9"),
    Stage("#0a7f5c", "#cee5de", "#eef6f4"),
    Stage("#56606e", "#dddfe2", "#f3f4f5"),
    Stage("#8a3f8f", "#e8d9e9", "#f7f2f7"),
    Stage("#0b7480", "#cde6e8", "#eef7f7"),
    Stage("#66652a", "#e2e1cd", "#f5f5ee"),
)
"""Blue, green, slate, purple, teal and olive, in the order in which stages take them."""

CONTRIBUTION = Stage("#bb4b00", "#f3dccc", "#fbf3ed")
"""Vermilion, for the one contribution only."""

LOSS = "#b3262e"
"""Words and arrows of losses."""

_BLUE, _GREEN, _SLATE, _PURPLE, _TEAL, _OLIVE = STAGES
HUES: dict[Hue, Stage] = {
    Hue.BLUE: _BLUE,
    Hue.GREEN: _GREEN,
    Hue.GREY: _SLATE,
    Hue.PURPLE: _PURPLE,
    Hue.ORANGE: CONTRIBUTION,
    Hue.RED: Stage(LOSS, "#f8dcdd", "#fdf3f3"),
    Hue.TEAL: _TEAL,
    Hue.YELLOW: Stage("#7d6000", "#f6e7a6", "#fdf8e6"),
}
"""The colours that an author may give to a box."""

_ORDERS = {
    Palette.HARBOR: STAGES,
    Palette.MEADOW: (_GREEN, _BLUE, _SLATE, _PURPLE, _TEAL, _OLIVE),
    Palette.SLATE: (_SLATE, _BLUE, _GREEN, _PURPLE, _TEAL, _OLIVE),
}
_STRONG_STROKE = 0.88  # of a stroke on black, and of it on white, where a projector washes light colours out
_STRONG_FILL, _STRONG_TINT = 0.32, 0.1
_GREYS = (
    Stage("#1c1c1c", "#d6d6d6", "#f6f6f6"),
    Stage("#6a6a6a", "#f2f2f2", "#fcfcfc"),
    Stage("#4a4a4a", "#e4e4e4", "#f9f9f9"),
    Stage("#333333", "#c8c8c8", "#f1f1f1"),
)
_GREY_CONTRIBUTION = Stage("#000000", "#c4c4c4", "#ececec")


class Colours(Struct, frozen=True, kw_only=True):
    """Every colour of one palette in one theme; ``stroke`` scales the widths of lines.

    ``stages`` are the hues of stages in their order, ``neutral`` that of inputs, stores and what has no stage, ``hues``
    are those that an author may give to boxes.
    """

    tints: dict[ElementKind, Tint]
    accent: Tint
    ink: str
    muted: str
    line: str
    second_line: str
    frame: Tint
    paper: str = "#ffffff"
    stages: tuple[Stage, ...] = STAGES
    contribution: Stage = CONTRIBUTION
    loss: str = LOSS
    neutral: Stage = _SLATE
    hues: dict[Hue, Stage] = field(default_factory=lambda: HUES)
    stroke: float = 1.0


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


def colours(palette: Palette, theme: Theme = Theme.PRINT) -> Colours:
    """The colours of a palette in a theme; in greys all palettes are alike."""
    found = structs.replace(_COLOURS[palette], stages=_ORDERS[palette])
    if theme is Theme.IEEE:
        return structs.replace(found, ink="#000000", muted="#333333", line="#000000")
    if theme is Theme.SLIDES:
        return structs.replace(
            found,
            ink="#0f1720",
            muted="#2f3a46",
            line="#1b2430",
            stages=tuple(map(_stronger, found.stages)),
            contribution=_stronger(found.contribution),
            neutral=_stronger(found.neutral),
            hues={hue: _stronger(stage) for hue, stage in found.hues.items()},
            stroke=1.5,
        )
    return _grey(found) if theme is Theme.GREY else found


def _grey(found: Colours) -> Colours:
    tints = {kind: Tint(_GREYS[1].fill, _GREYS[1].stroke) for kind in found.tints}
    return structs.replace(
        found,
        tints=tints,
        accent=Tint(_GREY_CONTRIBUTION.fill, _GREY_CONTRIBUTION.stroke),
        ink="#111111",
        muted="#3d3d3d",
        line="#222222",
        second_line="#222222",
        frame=Tint("#f8f8f8", "#8a8a8a"),
        stages=_GREYS,
        contribution=_GREY_CONTRIBUTION,
        loss="#111111",
        hues=dict.fromkeys(found.hues, _GREYS[0]),
        neutral=_GREYS[2],
    )


def _stronger(stage: Stage) -> Stage:
    stroke = mixed(_STRONG_STROKE, stage.stroke, "#000000")
    return Stage(stroke, mixed(_STRONG_FILL, stroke), mixed(_STRONG_TINT, stroke))


def mixed(share: float, hue: str, paper: str = PAPER) -> str:
    """The colour of ``share`` of a hue on paper."""
    channels = ((int(hue[i : i + 2], 16), int(paper[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(share * a + (1 - share) * b):02x}" for a, b in channels)
