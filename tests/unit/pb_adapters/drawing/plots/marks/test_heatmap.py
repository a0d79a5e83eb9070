import numpy as np

from pb_adapters.drawing.plots.marks.texts import ink_on
from pb_core.domain.plots.colours import contrast
from support.painting import paint

SPEC = {
    "layer": [
        {
            "mark": {"type": "rect", "labels": True},
            "encoding": {
                "x": {"field": "b", "type": "nominal"},
                "y": {"field": "a", "type": "nominal"},
                "color": {"field": "v", "type": "quantitative"},
            },
        }
    ]
}
DATA = [{"a": a, "b": b, "v": 10 * i + j} for i, a in enumerate("pqr") for j, b in enumerate("stu")]


def test_a_changed_cell_colour_is_read_as_another_number() -> None:
    painted = paint(SPEC, DATA)
    cells = painted.painted[0].items[0]
    faces = cells.get_facecolor().copy()
    faces[0] = faces[-1]
    cells.set_facecolor(faces)
    assert painted.read()[0].value[0] == painted.read()[0].value[-1]


def test_one_colour_for_all_cells_tells_no_number() -> None:
    painted = paint(SPEC, DATA)
    painted.painted[0].items[0].set_facecolor("#8bb6d9")
    assert set(painted.read()[0].value) == {None}


def test_texts_stand_out_from_their_cells() -> None:
    painted = paint(SPEC, DATA).painted[0]
    for text, face in zip(painted.labels, painted.items[0].get_facecolor(), strict=True):
        ground = "#" + "".join(f"{round(255 * part):02x}" for part in face[:3])
        assert text.get_color() == ink_on(ground)
        assert contrast(text.get_color(), ground) >= 4.5


def test_a_cell_s_category_is_where_its_middle_lies() -> None:
    painted = paint(SPEC, DATA)
    cells = painted.painted[0].items[0]
    cells.set_verts([path.vertices[:4] + np.array([0.0, 1.0]) for path in cells.get_paths()])
    assert painted.read()[0].y[:3] == ("q", "q", "q")
