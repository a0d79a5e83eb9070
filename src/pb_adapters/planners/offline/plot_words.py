"""What a prompt for a statistical plot says: chart type, encodings, axes, legend, annotation."""

import re
from collections.abc import Iterable

from pb_adapters.planners.charts.reading import read_intent
from pb_core.domain.plots.wishes import Chart, ChartWish, PurposeWish
from pb_core.domain.questions import OptimizeBrief
from pb_core.domain.tables.profile import TableProfile
from pb_core.domain.tables.table import Shape

_NO_DATA = TableProfile(rows=1, shape=Shape.RECORDS, columns=())
_PURPOSES = {
    "comparison": Chart.BAR, "trend": Chart.LINE, "distribution": Chart.BOX, "relationship": Chart.SCATTER,
    "composition": Chart.PIE,
}  # fmt: skip
_CHARTS = frozenset({Chart.BAR, Chart.LINE, Chart.AREA, Chart.PIE, Chart.DONUT, Chart.RADAR, Chart.BUBBLE, Chart.GANTT})
_SCALES = {"logarithmic axis": ("log scale", "log-scale", "logarithmic", "log axis")}
_UNCERTAINTY = (
    "standard deviation",
    "standard error",
    "confidence interval",
    "error bar",
    "95%",
    "95 %",
    "interval",
    "±",
)
_AXIS = re.compile(r"\b([xy])[- ]?axis\b[^.;\n]{0,120}", re.IGNORECASE)
_NUMBER = re.compile(r"[-−+]?\d[\d,.]*\d?\s?%?|\d")


def plot_sections(brief: OptimizeBrief) -> list[tuple[str, str]]:
    """Sections for a plot, each from the words of the description only."""
    text = brief.description
    chart = chart_type(text)
    return [
        (
            "Chart type",
            f"{chart[0].upper()}{chart[1:]}, as described."
            if chart
            else "As described; choose the plainest chart that shows it.",
        ),
        (
            "Encodings",
            "Position first, then colour repeated by marker or hatching; one mark per value named in the description.",
        ),
        ("Axes", _axes(text)),
        (
            "Legend",
            "Label series directly where there is room; else one legend outside the data, in the order of the series.",
        ),
        ("Annotation", _annotation(text)),
        ("Numbers", _numbers(text)),
    ]


def chart_type(text: str) -> str | None:
    """The chart that a prompt names, else the one its wording suggests."""
    wishes = read_intent(text, _NO_DATA).wishes
    named = (wish.chart for wish in wishes if isinstance(wish, ChartWish) and not wish.negated)
    meant = (_PURPOSES[wish.purpose] for wish in wishes if isinstance(wish, PurposeWish) and not wish.negated)
    chart = next(named, None) or next(meant, None)
    return f"{chart.value} {'chart' if chart in _CHARTS else 'plot'}" if chart else None


def _axes(text: str) -> str:
    said = [" ".join(match[0].split()) for match in _AXIS.finditer(text)]
    scales = [scale for scale, words in _SCALES.items() if any(word in text.lower() for word in words)]
    return _join(
        [
            *said,
            *(f"Use a {scale} where the description asks for it" for scale in scales),
            "Name quantity and unit on each axis",
        ]
    )


def _annotation(text: str) -> str:
    named = [word for word in _UNCERTAINTY if word in text.lower()]
    return (
        f"Show the uncertainty that the description names ({', '.join(named)}) and say which it is."
        if named
        else "Only what the description names."
    )


def _numbers(text: str) -> str:
    found = list(dict.fromkeys(match[0].strip() for match in _NUMBER.finditer(text)))
    return f"Show these values exactly as given: {'; '.join(found)}." if found else ""


def _join(parts: Iterable[str]) -> str:
    return "\n".join(f"- {part.rstrip('.')}." for part in parts)
