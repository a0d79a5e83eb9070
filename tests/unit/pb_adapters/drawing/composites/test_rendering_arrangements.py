"""Composites whose arrangement is given: what comes last may stand on top, and labels may start at the left."""

import io
import re

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from pb_adapters.drawing.composites import compose
from pb_core.domain.composites import Arrangement, Box, PlacedLabel, PlacedPanel
from pb_core.errors import CannotDraw
from pb_core.ports.composites import CompositeRequest
from support.panels import saved, source

RED, GREEN = (255, 0, 0), (0, 128, 0)
PANELS = (source(saved(Image.new("RGB", (200, 60), RED))), source(saved(Image.new("RGB", (80, 20), GREEN))))


def arrangement(text: str = "a") -> Arrangement:
    label = PlacedLabel((text,), Box(0, 30, 200, 30), (52,), align="start")
    return Arrangement(
        200, 120, 300, 20, (PlacedPanel(Box(0, 60, 200, 60), label), PlacedPanel(Box(60, 0, 80, 20), None))
    )


def composed(kind: str, text: str = "a") -> bytes:
    (picture,) = compose(CompositeRequest(panels=PANELS, formats=(kind,), arrangement=arrangement(text)))
    return picture.data


def test_a_panel_that_comes_last_may_stand_above_the_others() -> None:
    page = np.asarray(Image.open(io.BytesIO(composed("png"))).convert("RGB"))

    assert (page[60:, :] == RED).all()
    assert (page[:20, 60:140] == GREEN).all()
    assert (page[:20, :60] == 255).all()


def test_a_label_starts_at_the_left_of_its_box_in_every_format() -> None:
    page = np.asarray(Image.open(io.BytesIO(composed("png"))).convert("L"))
    ink = np.argwhere(page[30:60] < 128)
    assert 0 <= ink[:, 1].min() <= 3
    assert ink[:, 1].max() < 20

    assert re.search(r'<text x="0" y="52" text-anchor="start">a</text>', composed("svg").decode())

    with pypdfium2.PdfDocument(composed("pdf")) as document:
        left, _, right, _ = document[0].get_textpage().get_charbox(0)
    assert 0 <= left <= 1
    assert right < 20 * 72 / 300


def test_a_label_that_no_face_can_set_is_refused() -> None:
    with pytest.raises(CannotDraw, match="a panel label cannot be set"):
        composed("svg", "\U00012345")
