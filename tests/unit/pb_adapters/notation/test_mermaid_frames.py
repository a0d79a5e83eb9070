from pb_adapters.notation.mermaid_frames import MOST_FRAMES, Frame, Frames


def frames(*steps: str) -> Frames:
    """``+a`` opens a subgraph, ``-`` ends one, another word is mentioned."""
    found = Frames()
    for number, step in enumerate(steps, 1):
        if step.startswith("+"):
            assert found.open(Frame(word=step[1:], title=step[1:], line=number, mentions={})) == ""
        elif step == "-":
            assert found.close()
        else:
            found.mention(step)
    return found


def test_a_node_stands_in_the_first_subgraph_that_ends_and_mentions_it() -> None:
    found = frames("x", "+outer", "x", "y", "+inner", "y", "-", "-", "+other", "x", "-")

    assert found.homes == {"y": "inner", "x": "outer"}
    assert found.by_word["inner"].parent == "outer"


def test_a_subgraph_that_is_mentioned_stands_inside() -> None:
    found = frames("+a", "x", "-", "+b", "a", "-")

    assert found.settle() is None
    assert found.by_word["a"].parent == "b"


def test_a_cycle_is_found() -> None:
    itself = frames("+a", "b", "-", "+b", "a", "-").settle()

    assert itself is not None
    assert itself.word in {"a", "b"}


def test_a_subgraph_holds_what_stands_in_it_at_any_depth() -> None:
    found = frames("+outer", "+inner", "x", "-", "-", "y")

    assert [word for word in ("x", "y", "inner", "outer") if found.holds("outer", word)] == ["x", "inner"]
    assert not found.holds("inner", "outer")


def test_what_is_wrong_is_said() -> None:
    found = frames("+a", "-")

    assert "already a subgraph 'a'" in found.open(Frame(word="a", title="", line=3))
    assert not found.close()
    for number in range(MOST_FRAMES - 1):
        found.open(Frame(word=f"s{number}", title="", line=4))
    assert "more than 20 subgraphs" in found.open(Frame(word="z", title="", line=5))


def test_a_subgraph_without_an_id_gets_one() -> None:
    found = frames("+subgraph1", "-")
    found.open(Frame(word="", title="", line=2))

    assert found.unclosed is not None
    assert (found.unclosed.word, found.unclosed.name) == ("subgraph2", "subgraph2")
