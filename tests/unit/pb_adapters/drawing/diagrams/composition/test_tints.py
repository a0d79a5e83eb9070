from pb_adapters.drawing.diagrams.composition.tints import tints_of
from pb_adapters.drawing.shared.palettes import colours
from pb_core.domain.diagrams.spec import ElementKind, Palette
from pb_core.domain.plots.colours import contrast
from support.compositions import parts, plan

PANELS = plan("a>b", "b>c", "c>d", groups={"g": "ab", "h": "cd"})


def test_stages_have_hues_of_their_own_and_the_leading_one_that_of_the_contribution() -> None:
    stock = parts(PANELS)
    plain = tints_of(colours(Palette.HARBOR), (), stock.homes, stock.groups)
    led = tints_of(colours(Palette.HARBOR), ("c",), stock.homes, stock.groups)
    assert plain.frame("g").edge != plain.frame("h").edge
    assert plain.box(stock.plans["a"]) == plain.box(stock.plans["b"]) != plain.box(stock.plans["d"])
    assert led.frame("h").edge == led.box(stock.plans["c"]).edge != plain.frame("h").edge


def test_words_are_legible_on_every_ground() -> None:
    stock = parts(PANELS)
    for emphasis in ((), ("a",), ("a", "c")):
        for palette in Palette:
            tints = tints_of(colours(palette), emphasis, stock.homes, stock.groups)
            for box in stock.plans.values():
                ink, muted, ground = tints.words(box)
                assert contrast(ink, ground) >= 4.5
                assert contrast(muted, ground) >= 4.5
            for group in stock.groups:
                assert contrast(*tints.title(group.id)) >= 4.5


def test_without_panels_hues_tell_roles() -> None:
    stock = parts(plan("a>b", kinds={"a": ElementKind.DATA}))
    tints = tints_of(colours(Palette.HARBOR), (), stock.homes, stock.groups)
    assert tints.box(stock.plans["a"]) != tints.box(stock.plans["b"])
