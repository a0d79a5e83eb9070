import numpy as np

from pb_adapters.drawing.plots.frames.model import FrameRisk, FrameRiskRow
from pb_adapters.drawing.plots.layout.risk_room import numbers_of, row_height, row_names, title_height
from pb_adapters.drawing.plots.page import THEMES
from pb_core.domain.plots.spec import Medium

THEME = THEMES[Medium.SINGLE]


def risk(name: str, title: str = "At risk") -> FrameRisk:
    row = FrameRiskRow(series=name, places=np.array([0.0, 5.0]), counts=np.array([12_000.0, 3.0]))
    return FrameRisk(title=title, rows=(row,))


def test_numbers_are_those_at_the_ticks() -> None:
    assert numbers_of(risk("a"), (0.0, 2.5, 5.0, 7.5)) == [["12,000", "3", "3", "0"]]


def test_long_names_take_more_lines() -> None:
    (name,) = row_names(risk("a much longer name of a treatment, with its dose"), THEME, THEME.width)
    assert "\n" in name
    assert row_height(name, THEME) > row_height("a", THEME) == THEME.line


def test_a_table_without_a_title_has_no_room_for_one() -> None:
    assert title_height(risk("a", title=""), THEME) == 0.0 < title_height(risk("a"), THEME)
