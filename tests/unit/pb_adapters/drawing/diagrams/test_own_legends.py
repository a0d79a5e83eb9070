import pytest

from pb_adapters.drawing.diagrams.own_legends import is_legend
from pb_core.domain.diagrams.spec import Group


@pytest.mark.parametrize(
    ("name", "title", "found"),
    [
        ("g", "Legend", True),
        ("g", "🔑 Legend:", True),
        ("g", "Légende", True),
        ("legend", " ", True),  # by its identifier where it has no title
        ("legend", "Hosts", False),
        ("g", "Legend of runs", False),
    ],
)
def test_a_panel_that_is_called_so_is_a_legend(name: str, title: str, *, found: bool) -> None:
    assert is_legend(Group(id=name, title=title)) is found
