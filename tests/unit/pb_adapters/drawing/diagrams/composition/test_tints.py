import itertools

import pytest
from msgspec.structs import replace

from pb_adapters.drawing.diagrams.composition.tints import tints_of
from pb_adapters.drawing.shared.palettes import PAPER, colours
from pb_core.domain.diagrams.spec import DiagramSpec, ElementKind, Hue, Palette
from pb_core.domain.plane import Rect
from pb_core.domain.plots.colours import contrast
from pb_core.domain.print_styling import Theme
from support.compositions import parts, plan

PANELS = plan("a>b", "b>c", "c>d", groups={"g": "ab", "h": "cd"})


def test_stages_have_hues_of_their_own_and_the_contribution_alone_has_the_accent() -> None:
    stock = parts(PANELS)
    plain = tints_of(colours(Palette.HARBOR), (), stock)
    led = tints_of(colours(Palette.HARBOR), ("c",), stock)
    assert plain.frame("g").edge != plain.frame("h").edge
    assert plain.box(stock.plans["a"]) == plain.box(stock.plans["b"]) != plain.box(stock.plans["d"])
    assert [led.frame(name) for name in "gh"] == [plain.frame(name) for name in "gh"]
    assert led.box(stock.plans["d"]) == plain.box(stock.plans["d"])
    assert led.box(stock.plans["c"]).edge == led.colours.contribution.stroke


def test_several_key_parts_look_alike() -> None:
    stock = parts(PANELS)
    tints = tints_of(colours(Palette.HARBOR), ("a", "c"), stock)
    for page in (20_000, 400_000):
        on = tints.on({name: Rect(0, 0, 100, 80) for name in stock.plans}, page)
        assert on.box(stock.plans["a"]) == on.box(stock.plans["c"])


def test_words_are_legible_on_every_ground() -> None:
    stock = parts(PANELS)
    for emphasis in ((), ("a",), ("a", "c")):
        for palette in Palette:
            tints = tints_of(colours(palette), emphasis, stock)
            for box in stock.plans.values():
                ink, muted, ground = tints.words(box)
                assert contrast(ink, ground) >= 4.5
                assert contrast(muted, ground) >= 4.5
            for group in stock.groups:
                assert contrast(*tints.title(group.id)) >= 4.5


def test_a_key_part_of_words_alone_is_legible_on_paper() -> None:
    stock = parts(PANELS)
    tints = tints_of(colours(Palette.HARBOR), ("a",), stock)
    ink, _, ground = tints.words(replace(stock.plans["a"], shape="text"))
    assert ink == tints.colours.contribution.stroke
    assert contrast(ink, ground) >= 4.5


def test_without_panels_hues_tell_roles() -> None:
    stock = parts(plan("a>b", kinds={"a": ElementKind.DATA}))
    tints = tints_of(colours(Palette.HARBOR), (), stock)
    assert tints.box(stock.plans["a"]) != tints.box(stock.plans["b"])


def test_a_contribution_that_covers_much_of_the_page_is_filled_lightly() -> None:
    stock = parts(PANELS)
    tints = tints_of(colours(Palette.HARBOR), ("c",), stock)
    box = {"c": Rect(0, 0, 100, 80), "d": Rect(0, 0, 500, 500)}
    small, large = tints.on(box, 110_000), tints.on(box, 90_000)
    plan_of = stock.plans["c"]
    assert small.box(plan_of).fill == small.box(plan_of).edge
    assert large.box(plan_of).fill == large.colours.contribution.fill
    assert (small.leads(plan_of), large.leads(plan_of)) == (False, True)
    assert not large.leads(stock.plans["d"])


def test_losses_are_words_of_their_own_colour() -> None:
    stock = parts(plan("a>b", kinds={"b": ElementKind.OBJECTIVE}))
    tints = tints_of(colours(Palette.HARBOR), (), stock)
    assert tints.words(stock.plans["b"])[0] == tints.box(stock.plans["b"]).edge == tints.colours.loss


def test_hues_tell_stages_only_where_panels_hold_most() -> None:
    few = parts(plan("a>b", "b>c", "c>d", "d>e", "e>f", groups={"g": "a", "h": "b"}))
    assert tints_of(colours(Palette.HARBOR), (), few).stages == {}
    full = parts(PANELS)
    assert tints_of(colours(Palette.HARBOR), (), full).stages != {}


def test_groups_inside_one_that_holds_most_have_hues_of_their_own() -> None:
    spec = plan("a>b", "b>c", "c>d", "d>e", groups={"g": "ab", "h": "cd", "i": "e", "top": ""})
    nested = replace(spec, groups=tuple(replace(g, parent="top") if g.id in "gh" else g for g in spec.groups))
    stock = parts(nested)
    tints = tints_of(colours(Palette.HARBOR), (), stock)
    assert len({tints.frame(name).edge for name in ("g", "h", "i", "top")}) == 4
    assert tints.frame("top").edge == tints.colours.neutral.stroke
    assert [tints.box(stock.plans[box]).edge for box in "acde"] == [tints.frame(group).edge for group in "ghhi"]


def test_steps_are_white_beside_models() -> None:
    stock = parts(plan("a>b", kinds={"b": ElementKind.MODEL}))
    tints = tints_of(colours(Palette.HARBOR), (), stock)
    assert tints.box(stock.plans["a"]).fill == PAPER != tints.box(stock.plans["b"]).fill
    alone = parts(plan("a>b"))
    assert tints_of(colours(Palette.HARBOR), (), alone).box(alone.plans["a"]).fill != PAPER
    panels = parts(plan("a>b", "b>c", groups={"g": "ab", "h": "c"}, kinds={"b": ElementKind.MODEL}))
    assert tints_of(colours(Palette.HARBOR), (), panels).steps_white


def test_what_stands_beside_panels_is_white() -> None:
    stock = parts(plan("a>b", "b>c", "c>d", "d>e", groups={"g": "ab", "h": "cd"}))
    tints = tints_of(colours(Palette.HARBOR), ("c",), stock)
    assert tints.box(stock.plans["d"]).fill != PAPER == tints.box(stock.plans["e"]).fill


def test_steps_that_start_or_end_a_figure_have_the_colours_of_inputs_and_outputs() -> None:
    stock = parts(plan("a>b", "b>c", "c>d"))
    tints = tints_of(colours(Palette.HARBOR), (), stock)
    hues = [tints.box(stock.plans[name]).edge for name in "abcd"]
    assert hues[0] == tints.colours.neutral.stroke
    assert hues[1] == hues[2] == tints.colours.stages[0].stroke
    assert hues[3] == tints.colours.stages[1].stroke
    assert [tints.shows_terminal(stock.plans[name]) for name in "abcd"] == [True, False, False, True]
    stored = parts(plan("a>b", "b>c", "c>d", "c>e", kinds={"e": ElementKind.STORE}))
    assert not tints_of(colours(Palette.HARBOR), (), stored).shows_terminal(
        stored.plans["d"]
    )  # as e has another colour
    models = parts(plan("a>b", "b>c", "c>d", kinds={"b": ElementKind.MODEL}))
    assert not tints_of(colours(Palette.HARBOR), (), models).shows_terminal(models.plans["a"])


def test_an_author_may_give_a_box_a_hue_of_its_own() -> None:
    for kind in ElementKind:
        stock = parts(hued("a", kind))
        for theme in Theme:
            found = colours(Palette.HARBOR, theme)
            tints = tints_of(found, ("a", "b"), stock)
            box = stock.plans["a"]
            assert tints.box(box).edge == found.hues[Hue.TEAL].stroke
            assert tints.emphasis == ("b",)
            ink, muted, ground = tints.words(box)
            assert min(contrast(ink, ground), contrast(muted, ground)) >= 4.5


def hued(name: str, kind: ElementKind) -> DiagramSpec:
    spec = plan("a>b", "b>c", kinds={name: kind})
    elements = (replace(one, color=Hue.TEAL) if one.id == name else one for one in spec.elements)
    return replace(spec, elements=tuple(elements))


@pytest.mark.parametrize("count", [3, 4, 6])
def test_signs_and_words_are_legible_on_the_colours_of_sorts(count: int) -> None:
    boxes = "abcdefghijkl"[: 2 * count]
    spec = plan(*(f"{one}>{other}" for one, other in itertools.pairwise(boxes)))
    sorts = {box: f"sort {place // 2}" for place, box in enumerate(boxes)}
    stock = parts(replace(spec, elements=tuple(replace(e, category=sorts[e.id]) for e in spec.elements)))
    for palette, theme in itertools.product(Palette, Theme):
        tints = tints_of(colours(palette, theme), (), stock)
        for box in stock.plans.values():
            ink, muted, ground = tints.words(box)
            assert ground == tints.category(sorts[box.id]).fill
            assert contrast(tints.sign_ink(box), ground) >= 3
            assert min(contrast(ink, ground), contrast(muted, ground)) >= 4.5
