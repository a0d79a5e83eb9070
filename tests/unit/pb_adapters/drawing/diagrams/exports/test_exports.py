import pytest

from pb_adapters.drawing.diagrams.exports import exported
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.pictures import EXPORT_TYPES
from support.edited_figures import RICH, parts_of, written

KINDS = ("pptx", "drawio", "tikz")


@pytest.mark.parametrize("kind", KINDS)
def test_a_figure_is_written_the_same_each_time(kind: str) -> None:
    with settings():
        picture = exported(parts_of(RICH), kind)
    assert picture.data == written(RICH, kind)
    assert picture.media_type == EXPORT_TYPES[kind]
    assert (picture.width, picture.height) == (round(parts_of(RICH).width), round(parts_of(RICH).height))


def test_other_formats_are_an_error() -> None:
    with pytest.raises(KeyError):
        exported(parts_of(RICH), "docx")
