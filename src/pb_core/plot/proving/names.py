"""Names and titles: legend entries, keys that can be told apart, titles of plot, axes, legend and panels."""

from collections.abc import Sequence

from pb_core.plot.drawn import DrawnPanel, DrawnPlot, TextRole
from pb_core.plot.expecting.resolved import Resolved
from pb_core.plot.expecting.titles import Titles, accents
from pb_core.plot.grammar import Projection
from pb_core.plot.parsing import squeezed
from pb_core.plot.proving.ledger import Ledger


def prove_keys(ledger: Ledger, resolved: Resolved, drawn: DrawnPlot) -> None:
    """Check that the legend names the series in order, each with a look of its own."""
    names = [squeezed(key.series) for key in drawn.keys]
    series = [squeezed(name) for name in resolved.series]
    wanted = series if resolved.legend else [name for name in series if name in names]
    ledger.compared("legend", len(wanted), float(names != wanted), 0.0)
    if names != wanted:
        ledger.wrong(
            f"The legend shows {_listed([key.series for key in drawn.keys])}; "
            f"the data has {_listed(resolved.series if resolved.legend else ())}."
        )
    named = {squeezed(name): color for name, color in accents(resolved).items()}
    for key in drawn.keys:
        wanted_accent = named.get(squeezed(key.series), key.accent)
        wrong = f"The series {key.series!r} is highlighted in {key.accent or 'no such colour'}, not {wanted_accent}."
        ledger.check("highlights", None if key.accent == wanted_accent else wrong)
    looks: dict[tuple[str, ...], str] = {}
    for key in drawn.keys:
        twin = looks.setdefault((key.color.lower(), key.marker, key.dash, key.hatch), key.series)
        if twin != key.series:
            ledger.wrong(f"The series {twin!r} and {key.series!r} look the same.")


def prove_titles(ledger: Ledger, resolved: Resolved, titles: Titles, drawn: DrawnPlot) -> None:
    """Check the titles; where one is drawn that none asked for, that is a mismatch too."""
    panels = drawn.panels
    found = {
        "plot": _of_role(drawn, TextRole.TITLE),
        "x": {panel.x.title for panel in panels},
        "y": {panel.y.title for panel in panels},
        "right": {panel.right.title for panel in panels if panel.right is not None},
        "legend": _of_role(drawn, TextRole.LEGEND_TITLE),
    }
    free = resolved.spec.projection is not Projection.CARTESIAN
    for place, texts in found.items():
        wanted = squeezed(getattr(titles, place))
        shown = {squeezed(text) for text in texts} - {""}
        if place == "legend":
            shown = _without(shown, wanted, titles.others)
        if shown == ({wanted} - {""}) or (free and place in {"x", "y"}):
            ledger.check("titles", None)
            continue
        said = _listed(sorted(text for text in texts if text.strip()))
        ledger.check("titles", f"The title of the {place} is {said}; it should be {getattr(titles, place)!r}.")


def prove_panel_titles(ledger: Ledger, resolved: Resolved, drawn: Sequence[DrawnPanel]) -> None:
    """Check that each panel of a facet says which values it is of."""
    if resolved.spec.facet is None:
        return
    for place, ((column, row), panel) in enumerate(zip(resolved.panels, drawn, strict=False)):
        for wanted, shown in ((column, panel.column), (row, panel.row)):
            same = squeezed(wanted) == squeezed(shown)
            ledger.check("panel titles", None if same else f"Panel {place + 1} is titled {shown!r}, not {wanted!r}.")


def _without(shown: set[str], wanted: str, others: Sequence[str]) -> set[str]:
    """The titles of a legend without those that may stand there besides, also joined by commas."""
    parts = {part for text in shown for part in ([text] if text == wanted else text.split(","))}
    return parts - ({squeezed(other) for other in others} - {wanted})


def _of_role(drawn: DrawnPlot, role: TextRole) -> set[str]:
    return {text.text for text in drawn.texts if text.role is role}


def _listed(names: Sequence[str]) -> str:
    return ", ".join(repr(name) for name in names) or "none"
