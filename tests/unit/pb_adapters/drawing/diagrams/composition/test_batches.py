from itertools import chain

from msgspec import structs

from pb_adapters.drawing.diagrams.composition.batches import compositions
from pb_adapters.drawing.diagrams.composition.keyed_labels import unlabelled
from pb_adapters.drawing.diagrams.composition.leaf_sizes import MARGIN, PITCH, page_width
from pb_adapters.drawing.diagrams.composition.pages import Page
from pb_adapters.drawing.diagrams.composition.search import promising, sketched
from pb_adapters.drawing.diagrams.detail_levels import Detail
from pb_adapters.drawing.diagrams.routing import Effort
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.diagrams.scene import PRINT_WIDTH
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Styling
from support.compositions import plan

PANELS = plan("a>b", "b>c", "c>d", "d>e", "e~c", groups={"f": "ab", "g": "cde"})


def test_labels_beyond_their_boxes_make_the_page_higher() -> None:
    spec = DiagramSpec(
        elements=tuple(Element(id=name, label=name) for name in "ab"),
        connections=(
            Connection(source="a", target="b", label="what is asked of them"),
            Connection(source="b", target="a", label="what they then answer"),
        ),
    )
    with settings():
        found = list(
            chain.from_iterable(
                batch.plain() for batch in compositions(spec, Styling(), [Page(narrow=True)], Detail(), Effort())
            )
        )
    for composed in found:
        labels = [tag.rect for tag in composed.attempt.tags.values() if tag]
        assert min(rect.y for rect in labels) >= MARGIN - 0.1
        assert max(rect.bottom for rect in labels) <= composed.attempt.height - MARGIN + 0.1


def test_every_label_has_its_place() -> None:
    spec = DiagramSpec(
        elements=tuple(Element(id=name, label=name) for name in "abc"),
        connections=(
            Connection(source="a", target="b", label="a rather long label of an arrow"),
            Connection(source="b", target="c", label="another label"),
        ),
    )
    with settings():
        found = list(
            chain.from_iterable(batch.plain() for batch in compositions(spec, Styling(), [Page()], Detail(), Effort()))
        )
    assert found
    assert any(unlabelled(composed) == () for composed in found)


def test_every_sketch_is_drawn_up_before_less_is_shown() -> None:
    spec = plan("a>b", "a>c", "b>d", "c>d", "d>e", "d>f")
    with settings():
        sketches = sketched(spec, Styling(), Page(), Detail())
        batches = list(compositions(spec, Styling(), [Page()], Detail(), Effort(), rest=True))
        assert len(sketches) == len(promising(sketches)) + len(batches) - 1 > len(promising(sketches))
        spent = Effort(100)
        spent.left = 50
        assert len(list(compositions(spec, Styling(), [Page()], Detail(), spent, rest=True))) == 1


def test_more_sketches_of_a_column_stand_in_for_those_that_have_no_way_for_an_arrow() -> None:
    spec = plan("a>b", "a>c", "b>d", "c>d", "d>e", "d>f")
    with settings():
        sketches = sketched(spec, Styling(), Page(width=page_width(252)), Detail())
        assert len(sketches) > len(promising(sketches, 5)) == len(promising(sketches)) + 5
        page = Page(width=page_width(252))
        batch = next(iter(compositions(spec, Styling(), [page], Detail(), Effort())))
        clean = [composed for composed in batch.plain() if not unlabelled(composed)]
    assert len(clean) == len(promising(sketches))


def test_the_second_batch_has_corridors_beside_panels_of_which_the_first_may_be_taken() -> None:
    plain = plan("a>b", "b>c", "c>d", "d>e", "e>f", "a>f", "b>e", groups={"x": "ab", "y": "cd", "z": "ef"})
    spec = structs.replace(
        plain, elements=tuple(structs.replace(e, label="Preprocessingwithoutbreaks") for e in plain.elements)
    )
    with settings():
        batches = compositions(spec, Styling(), [Page(width=page_width(252.3))], Detail(), Effort())
        drawn = [list(one.first(3).plain()) for one in batches]
    wide, beside = ([max(f.right for f in one.attempt.frames.values()) for one in some] for some in drawn)
    assert len(beside) <= 3
    assert min(beside) < min(wide) - PITCH


def test_a_page_that_is_too_small_has_no_composition() -> None:
    with settings():
        page = Page(height=PRINT_WIDTH / 20)
        batches = compositions(PANELS, Styling(), [page], Detail(), Effort(), rest=True)
        assert list(chain.from_iterable(batch.plain() for batch in batches)) == []


def test_variants_of_one_of_its_sketches_are_drawn_up() -> None:
    spec = plan("a>b", "a>c", "b>d", "c>d", "d>e", "d>f", groups={"x": "abc", "y": "def"})
    with settings():
        batch = next(iter(compositions(spec, Styling(), [Page()], Detail(), Effort())))
        one = next(batch.plain())
        places = [found.boxes for found in batch.variants(one.badness).plain()]
    assert places
    assert one.boxes not in places


def test_a_sketch_that_cannot_be_better_is_not_drawn_up() -> None:
    spec = plan("a>b", "a>c", "b>d", "c>d", "d>e", "d>f")
    with settings():
        first, second = (next(iter(compositions(spec, Styling(), [Page()], Detail(), Effort()))) for _ in range(2))
        badness = [one.badness for one in first.plain()]
        second.worst = sorted(badness)[len(badness) // 2]
        drawn = [one.badness for one in second.plain()]
    assert drawn == [bad for bad in badness if bad < second.worst] != badness


def test_a_sketch_whose_drawing_letters_cannot_make_the_best_gets_none() -> None:
    spec = plan("a>b", "b>c", "c>d", "d>e", "e>f", "a>f", "a>e", "b>f", "c>a", "d>b", "f>c")
    with settings():
        batch = next(iter(compositions(spec, Styling(), [Page(letters=True)], Detail(), Effort())))
        plain = [one.badness for one in batch.plain()]
        told = [one.badness for one in batch.lettered()]
        batch.worst = max(plain) + 1.0
        heavy = {badness: 2.0 if badness == told[0] else 0.5 for badness in plain}
        heavy[told[0]] += batch.worst
        fewer = [one.badness for one in batch.lettered(heavy)]
        unknown = [one.badness for one in batch.lettered({-1.0: batch.worst})]
    assert told[0] not in fewer
    assert fewer
    assert unknown == []  # no better than those that are known
