"""The table of numbers at risk under the x axis: written at its ticks, and read back from where the texts stand."""

from collections.abc import Iterator

from matplotlib.text import Text

from pb_adapters.drawing.plots.layout.risk_room import numbers_of, row_height, row_names, title_height
from pb_adapters.drawing.plots.page import points, words
from pb_adapters.drawing.plots.scene import PanelArtists, RiskLine, Scene, readable
from pb_adapters.drawing.shared.palettes import INK
from pb_core.domain.plots.drawn import DrawnCount, TextRole

_LEVEL = 0.5  # points: texts of one row stand on one line


def draw_risk_table(scene: Scene) -> None:
    """Write the title and the rows; a row has the colour of its series."""
    risk, theme = scene.content.frame.risk, scene.content.theme
    if risk is None:
        return
    panel, (left, top) = scene.panels[0], scene.layout.risk_at
    if risk.title:
        text = words(scene.figure, (left, top + theme.text * 0.88), risk.title, theme, bold=True)
        scene.add_text(TextRole.RISK_TITLE, text)
    top += title_height(risk, theme)
    at = panel.place.x.labels.at
    names = row_names(risk, theme, scene.content.page.width)
    for row, name, numbers in zip(risk.rows, names, numbers_of(risk, at), strict=True):
        color = readable(scene.style.key(row.series).color) if row.series and scene.style.in_legend else INK
        last = top + theme.text * 0.88 + name.count("\n") * theme.line
        label = words(scene.figure, (left, last), name, theme, color=color) if name else None
        texts = [
            words(scene.figure, (_across(panel, place), top + theme.text * 0.88), number, theme, ha="center")
            for place, number in zip(at, numbers, strict=True)
        ]
        for text in (*([label] if label else []), *texts):
            scene.add_text(TextRole.RISK, text)
        scene.risk.append(RiskLine(name=label, wrapped=name, series=row.series, numbers=texts))
        top += row_height(name, theme)


def _across(panel: PanelArtists, place: float) -> float:
    return panel.place.rect.x + panel.x.share(place) * panel.place.rect.width


def read_risk_table(scene: Scene) -> Iterator[DrawnCount]:
    """The numbers that can be seen, each with the name on its line and the place along the axis above it."""
    if not scene.risk:
        return
    to_data = points(scene.figure) + scene.panels[0].axes.transData.inverted()
    for line in scene.risk:
        for number in line.numbers:
            if number.get_visible() and number.get_text():
                x, y = number.get_position()
                at = float(to_data.transform((x, scene.panels[0].place.rect.y))[0])
                yield DrawnCount(series=_name_at(scene, y), at=at, text=number.get_text())


def _name_at(scene: Scene, y: float) -> str:
    """The name whose first line stands on this line; ``""`` where none does."""
    for line in scene.risk:
        if line.name is not None and line.name.get_visible() and abs(_first_line(scene, line.name) - y) < _LEVEL:
            said = line.name.get_text()
            return line.series if said == line.wrapped else said
    return ""


def _first_line(scene: Scene, name: Text) -> float:
    return float(name.get_position()[1]) + name.get_text().count("\n") * scene.content.theme.line
