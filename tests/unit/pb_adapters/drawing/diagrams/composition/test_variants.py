import pytest

from pb_adapters.drawing.diagrams.composition.directions import disobedient
from pb_adapters.drawing.diagrams.composition.pages import Page
from pb_adapters.drawing.diagrams.composition.search import sketched
from pb_adapters.drawing.diagrams.composition.variants import variants
from pb_adapters.drawing.diagrams.detail_levels import Detail
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.diagrams.spec import Direction, Styling
from support.compositions import plan

PLAN = plan("a>b", "b>c", "a>d", "d>e", "e>f", "c>g", "f>g", "a>g", groups={"x": "abc", "y": "def"})


@pytest.mark.parametrize("direction", [Direction.AUTO, Direction.DOWN])
def test_variants_have_the_parts_of_a_sketch_at_other_places_and_obey_no_less(direction: Direction) -> None:
    page = Page(narrow=True)
    with settings():
        one = sketched(PLAN, Styling(direction=direction), page, Detail())[-1]
        found = variants(one, page, direction, 5)
    assert 0 < len(found) <= 5
    assert [s.badness for s in found] == sorted(s.badness for s in found)
    assert len({one.place, *(s.place for s in found)}) == 1 + len(found)
    homes = {name: one.facts.top(name) for name in one.leaves}
    most = disobedient(one.fit, one.facts.links, homes, direction)
    for sketch in found:
        assert sketch.fit.leaves.keys() == one.fit.leaves.keys()
        assert all(
            now <= at for now, at in zip(disobedient(sketch.fit, one.facts.links, homes, direction), most, strict=True)
        )
