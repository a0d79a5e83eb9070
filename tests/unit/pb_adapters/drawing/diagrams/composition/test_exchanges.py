from pb_adapters.drawing.diagrams import render
from pb_adapters.drawing.diagrams.composition.exchanges import cramped, high_for, messages_of, turns
from pb_adapters.drawing.diagrams.composition.extents import Link
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.placement import Area
from pb_core.domain.diagrams.scene import DrawnScene
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, ElementKind, Styling
from pb_core.ports.images import DrawRequest
from support.compositions import plan, sized

TO_AND_FRO = [("a", "b"), ("b", "a"), ("a", "b")]
OF_THREE = [("u", "a"), ("a", "t"), ("t", "a"), ("a", "u"), ("u", "a"), ("a", "t")]


def test_three_arrows_between_two_boxes_whichever_way_are_messages() -> None:
    assert messages_of([*TO_AND_FRO, ("b", "c"), ("c", "b")]) == {"a": 3, "b": 3}
    assert messages_of([("a", "a")] * 3) == {}


def test_messages_are_told_in_the_order_of_the_plan() -> None:
    assert turns([("c", "a"), *TO_AND_FRO]) == {1: (0, 3), 2: (1, 3), 3: (2, 3)}


def test_messages_that_go_on_where_others_end_are_told_in_one_order() -> None:
    assert turns(OF_THREE) == {index: (index, 6) for index in range(6)}
    assert messages_of(OF_THREE) == {"u": 6, "a": 6, "t": 6}
    broken = [OF_THREE[index] for index in (1, 2, 5, 0, 3, 4)]
    assert turns(broken) == {0: (0, 3), 1: (1, 3), 2: (2, 3), 3: (0, 3), 4: (1, 3), 5: (2, 3)}


def test_a_block_with_messages_likes_to_be_as_high_as_they_need() -> None:
    leaf = sized(plan("a>b"))["a"]
    assert high_for(leaf, 5).high.preferred == 30 > leaf.high.most
    assert high_for(leaf, 5).high.least == leaf.high.least
    assert high_for(leaf, 0) is leaf
    store = sized(plan("a>b", kinds={"a": ElementKind.STORE}))["a"]
    assert high_for(store, 5) is store


def test_messages_lack_room_between_low_blocks_and_narrow_ones() -> None:
    links = tuple(Link(*pair, label="a message") for pair in TO_AND_FRO)
    beside, high = (_fit(Area(0, 0, 20, size), Area(40, 0, 60, size)) for size in (8, 15))
    below, wide = (_fit(Area(0, 0, size, 8), Area(0, 20, size, 28)) for size in (20, 60))
    assert cramped(beside, links) == 7
    assert cramped(high, links) == cramped(wide, links) == 0
    assert cramped(below, links) > 7
    guides = tuple(Link(*pair, guide=True) for pair in TO_AND_FRO)
    assert cramped(beside, guides) == 0


def test_no_width_tells_the_order_of_messages_between_more_than_two() -> None:
    links = tuple(Link(*pair) for pair in OF_THREE)
    below = Fitted({name: Area(0, y, 90, y + 8) for name, y in (("u", 0), ("a", 20), ("t", 40))}, {}, 110, 60)
    assert cramped(below, links) > 0


def test_an_exchange_is_drawn_as_bars_with_messages_from_the_top_down() -> None:
    words = ("public key", "ciphertext", "commitment", "challenge", "response")
    scene = _drawn([("alice", "bob", word) if i % 2 == 0 else ("bob", "alice", word) for i, word in enumerate(words)])
    _assert_in_turn(scene, 5)
    assert not scene.keys


def test_messages_between_three_are_told_in_one_order() -> None:
    words = ("task", "list tools", "schemas", "plan", "approval", "call", "observation", "answer")
    ends = ["ua", "at", "ta", "au", "ua", "at", "ta", "au"]
    _assert_in_turn(_drawn([(one, other, word) for (one, other), word in zip(ends, words, strict=True)]), 8)


def _fit(a: Area, b: Area) -> Fitted:
    return Fitted({"a": a, "b": b}, {}, 110, 60)


def _drawn(messages: list[tuple[str, str, str]]) -> DrawnScene:
    names = dict.fromkeys(name for source, target, _ in messages for name in (source, target))
    spec = DiagramSpec(
        elements=tuple(Element(id=name, label=name.title(), kind=ElementKind.ACTOR) for name in names),
        connections=tuple(Connection(source=a, target=b, label=word) for a, b, word in messages),
    )
    scene = render(DrawRequest(spec=spec, description="", styling=Styling(), aspect_ratio="auto")).scene
    assert scene is not None
    return scene


def _assert_in_turn(scene: DrawnScene, count: int) -> None:
    heights = [line.points[0][1] for line in scene.lines]
    assert all(len(line.points) == 2 and line.points[0][1] == line.points[1][1] for line in scene.lines)
    assert len(heights) == count
    assert heights == sorted(heights)
