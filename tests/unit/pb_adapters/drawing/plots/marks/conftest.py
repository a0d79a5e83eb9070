"""Marks are painted with the faces and settings of a drawing."""

from collections.abc import Iterator

import pytest

from pb_adapters.drawing.shared.text_metrics import settings


@pytest.fixture(autouse=True)
def _faces() -> Iterator[None]:
    with settings():
        yield
