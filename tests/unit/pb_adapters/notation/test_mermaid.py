"""Flowcharts as people and models write them."""

import pytest

from pb_adapters.notation.mermaid import read
from pb_core.domain.diagrams.notation import write_mermaid
from pb_core.domain.diagrams.plan import FixedStyling, GivenDiagram
from pb_core.domain.diagrams.spec import Direction, ElementKind, Heads, Styling, Tip
from pb_core.errors import InvalidRequest


def arrows(given: GivenDiagram) -> list[str]:
    return [c.name + (f" {c.label}" if c.label else "") for c in given.spec.connections]


def labels(given: GivenDiagram) -> dict[str, str]:
    return {element.id: element.label for element in given.spec.elements}


@pytest.mark.parametrize(
    ("header", "direction"),
    [
        ("flowchart TD", Direction.DOWN),
        ("graph TB;", Direction.DOWN),
        ("flowchart LR", Direction.RIGHT),
        ("graph RL", Direction.LEFT),
        ("flowchart-elk BT", Direction.UP),
        ("graph >", Direction.RIGHT),
        ("flowchart", None),
    ],
)
def test_the_direction_is_the_headers(header: str, direction: Direction | None) -> None:
    assert read(f"{header}\nA --> B").styling == FixedStyling(direction=direction)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("A --> B --> C", ["A->B", "B->C"]),
        ("A & B --> C & D", ["A->C", "A->D", "B->C", "B->D"]),
        ("A-->|yes|B", ["A->B yes"]),
        ('A -->|"a | b"| B', ["A->B a | b"]),
        ("A -- yes --> B", ["A->B yes"]),
        ("A--yes-->B---|no|C", ["A->B yes", "B->C no"]),
        ("A -. yes .-> B", ["A->B yes"]),
        ("A == yes ==> B", ["A->B yes"]),
        ("A --> B; B --> C;", ["A->B", "B->C"]),
        ("A -->\n  B\n  --> C", ["A->B", "B->C"]),
        ("A --> B\nx --> C", ["A->B", "x->C"]),
        ("A e1@--> B\ne1@{ animate: true }", ["A->B"]),
        ("A e1@--> B\nclass e1 animate", ["A->B"]),
        ("A .-> B ..-> C", ["A->B", "B->C"]),
        ("a.b --> .c", ["a.b->.c"]),
        ("a-b --> c.d_e/f", ["a-b->c.d_e/f"]),
        ("A --> B %% why", ["A->B"]),
        ("注意 --> 力", ["注意->力"]),
        ("A --> A", ["A->A"]),
    ],
)
def test_arrows_are_read(line: str, found: list[str]) -> None:
    assert arrows(read(f"flowchart LR\n{line}")) == found


@pytest.mark.parametrize(
    ("line", "label", "kind"),
    [
        ("A[Text]", "Text", ElementKind.PROCESS),
        ('A["Text (with) [signs]"]', "Text (with) [signs]", ElementKind.PROCESS),
        ("A[Encoder (6 layers)]", "Encoder (6 layers)", ElementKind.PROCESS),
        ("A(f(x))", "f(x)", ElementKind.PROCESS),
        ("A[(Store)]", "Store", ElementKind.STORE),
        ('A["two\nlines"]', "two\nlines", ElementKind.PROCESS),
        (r'A@{ label: "p[\"x}\"]" }', 'p["x}"]', ElementKind.PROCESS),
        ('A["one" two]', "one two", ElementKind.PROCESS),
        ("A@{ shape: f-circ }", "●", ElementKind.OPERATION),
        ("classDef output,x fill:#f00\nA:::output", "A", ElementKind.PROCESS),
        ("A\nclass A output\nclassDef output fill:#f00", "A", ElementKind.PROCESS),
        ("A:::model", "A", ElementKind.MODEL),
        ("A{Text}:::actor", "Text", ElementKind.ACTOR),
        ('A@{ shape: doc, label: "Text" }', "Text", ElementKind.DATA),
        ("A[Text]\nA{{Later}}:::objective", "Later", ElementKind.OBJECTIVE),
        ("A[ ]", "□", ElementKind.PROCESS),
        ("L_KEEP", "L_KEEP", ElementKind.PROCESS),  # a step that its author gave no text
        ("L_total", "L_total", ElementKind.OBJECTIVE),
        ("A[L_CE]", "L_CE", ElementKind.OBJECTIVE),
        ("A[Text]\nclass A store", "Text", ElementKind.STORE),
    ],
)
def test_nodes_are_read(line: str, label: str, kind: ElementKind) -> None:
    (element,) = read(f"flowchart LR\n{line}").spec.elements

    assert (element.label, element.kind) == (label, kind)


@pytest.mark.parametrize("arrow", ["-->", "-.->", "---", "==>", "-- text -->"])
def test_a_class_ends_where_an_arrow_begins(arrow: str) -> None:
    given = read(f"flowchart LR\nA[Text]:::my-class{arrow}B")

    assert [(e.id, e.category) for e in given.spec.elements] == [("A", "my-class"), ("B", "")]
    assert [c.name for c in given.spec.connections] == ["A->B"]


def test_subgraphs_nest_and_hold_their_nodes() -> None:
    given = read(
        "graph TD\nsubgraph one [First]\n  direction TB\n  A\n"
        "  subgraph two\n    direction LR\n    B\n  end\nend\nA --> B --> C"
    )

    assert [(g.id, g.title, g.parent) for g in given.spec.groups] == [("one", "First", None), ("two", "two", "one")]
    assert [(e.id, e.group) for e in given.spec.elements] == [("A", "one"), ("B", "two"), ("C", None)]
    assert given.notes == ("The direction within a subgraph is ignored (line 6).",)


def test_an_arrow_at_a_subgraph_is_drawn_where_its_flow_begins_or_ends() -> None:
    given = read("graph TD\nsubgraph one\n  A --> B\nend\nX --> one --> Y")

    assert arrows(given) == ["A->B", "X->A", "B->Y"]
    frames = [(connection.source_group, connection.target_group) for connection in given.spec.connections]
    assert frames == [(None, None), (None, "one"), ("one", None)]
    assert given.notes == ()


@pytest.mark.parametrize("arrow", ["one --> A", "A --> one", "one --> two", "two --> one", "one --> B"])
def test_an_arrow_between_a_subgraph_and_what_it_holds_is_left_to_the_panel_and_noted(arrow: str) -> None:
    given = read(f"graph TD\nsubgraph one\n  A\n  subgraph two\n    B\n  end\nend\nA --> D\n{arrow}")

    assert arrows(given) == ["A->D"]
    assert [note for note in given.notes if "is not drawn (line 9): one of the two is a subgraph that holds" in note]


@pytest.mark.parametrize(("comment", "arrow"), [('"leads_to":"B"', "X->B"), ('"leads_from":"B"', "X->A")])
def test_a_comment_says_which_node_an_arrow_to_a_subgraph_leads_to(comment: str, arrow: str) -> None:
    given = read(f"graph TD\nsubgraph one\n  A --> B\nend\n%% pb: {{{comment}}}\nX --> one")

    assert arrows(given) == ["A->B", arrow]


def test_a_node_that_a_comment_names_must_be_in_the_subgraph() -> None:
    with pytest.raises(InvalidRequest, match=r"^line 6: the arrow's comment names 'X', which is not in the subgraph"):
        read('graph TD\nsubgraph one\n  A --> B\nend\n%% pb: {"leads_to":"X"}\nX --> one')


def test_a_node_that_is_a_subgraph_as_well_is_the_subgraph() -> None:
    given = read("flowchart TD\nF --> G[Agents: ranking]\nsubgraph G [ranking]\nA --> B\nend\nG --> I")
    assert set(labels(given)) == {"F", "A", "B", "I"}
    assert [(group.id, group.title) for group in given.spec.groups] == [("G", "ranking")]
    assert [(c.source, c.target_group, c.source_group) for c in given.spec.connections] == [
        ("F", "G", None),
        ("A", None, None),
        ("B", None, "G"),
    ]
    assert given.notes[0].startswith("The text of the node 'G' is not drawn (line 2): it is the subgraph 'ranking'")


def test_the_text_of_a_node_that_its_subgraph_has_as_well_is_not_lost() -> None:
    assert read("flowchart TD\nF --> G[ranking]\nsubgraph G [ranking]\nA\nend").notes == ()


def test_an_empty_subgraph_with_an_arrow_is_a_box() -> None:
    given = read("graph TD\nsubgraph one [An empty one]\nend\nX --> one")

    assert labels(given) == {"X": "X", "one": "An empty one"}
    assert given.spec.groups == ()


def test_several_arrows_with_words_between_two_nodes_are_one_beside_that_without() -> None:
    given = read("graph TD\nA -->|yes| B\nA -->|no| B\nA --> B")

    assert arrows(given) == ["A->B yes / no", "A->B"]
    assert given.notes == ("Several arrows from 'A' to 'B' are drawn as one (line 3).",)
    assert arrows(read("graph TD\nA -->|GET /all| B\nA -->|PUT /one| B")) == ["A->B GET /all, PUT /one"]


def test_heads_are_as_written() -> None:
    given = read("graph TD\nA --> B\nA <--> C\nA --- D\nA -.-x E\nA o==o F")

    heads = [Heads.TARGET, Heads.BOTH, Heads.NONE, Heads.TARGET, Heads.BOTH]
    assert [c.heads for c in given.spec.connections] == heads
    assert [c.tip for c in given.spec.connections] == [*[Tip.ARROW] * 3, Tip.CROSS, Tip.CIRCLE]
    assert [c.heavy for c in given.spec.connections] == [False] * 4 + [True]


def test_emphasis_is_a_class() -> None:
    given = read("graph TD\nA --> B:::emphasis\nclass A emphasis\nclassDef emphasis fill:#f00")

    assert given.styling.emphasis == ("B", "A")


@pytest.mark.parametrize(
    ("lines", "emphasis", "told"),
    [
        ("A --> B:::new --> C & D\nclassDef new fill:#f00", ("B",), False),
        ("A --> B --> C & D & E\nclass C,D Proposed", None, True),  # two of five are not one thing among others
        ("A --> B:::ours --> C & D\nclass A emphasis", ("A",), True),
    ],
)
def test_a_class_that_says_what_is_new_is_emphasis(lines: str, emphasis: tuple[str, ...] | None, *, told: bool) -> None:
    given = read(f"graph TD\n{lines}")
    assert given.styling.emphasis == emphasis
    assert any(note.startswith("Classes that tell neither") for note in given.notes) == told


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("A -> B", "line 2: 'A -> B': an arrow has two dashes: -->"),
        ("A => B", "a thick arrow has two signs: ==>"),
        ("A → B", "an arrow is written -->"),
        ("A <-- B", "write B --> A"),
        ("A <--- B", "write B --> A"),
        ("A --> ", "line 2"),
        ("A B", "line 2: 'A B': this is no statement of a flowchart"),
        ("A[foo --> B", "every bracket closed"),
        ('A["foo --> B', "every bracket closed"),
        ("\nA\nB => C", "line 4: 'B => C'"),
        ("end", "line 2: 'end': there is no subgraph that this could end"),
        ("subgraph a\nA", "line 2: 'subgraph a': this subgraph has no 'end'"),
        ("subgraph a\nA\nend\nsubgraph a\nB\nend", "line 5: 'subgraph a': there is already a subgraph 'a'"),
        (
            'subgraph a\nA\nend\n%% pb: {"state":"frozen"}\na[Text]',
            "line 6: the comment is about 'a', which is a subgraph and a node",
        ),
        ("subgraph a\na --> B\nend", "the subgraph 'a' contains itself"),
        (
            'subgraph a\nA\nend\n%% pb: {"leads_to":"A"}\nA --> a',
            "line 6: an arrow joins a subgraph with a node of its own",
        ),
        ("A@{ shape: blob }", "Mermaid has no shape 'blob'"),
        ("A@{ nothing }", "line 2: 'A@{ nothing }': between @{ and } stand pairs such as"),
        ("A@{ w: " + "5" * 4001 + " }", "what stands between @{ and } has 4,009 characters"),
        ("class A", "'class' takes nodes and a class"),
        ("A" * 65, "the id has 65 characters; 64 is the most"),
        ("A[" + "x" * 121 + "]", "the label has 121 characters; 120 is the most"),
        ("A -->|" + "x" * 121 + "| B", "the label of an arrow has 121 characters; 120 is the most"),
        ("A[" + "x" * 4001 + "]", "the label has 4,001 characters"),
        ("subgraph a[" + "x" * 121 + "]\nA\nend", "the title has 121 characters"),
        ("A[<script>x</script>]", "the label holds <script>; labels are text"),
        ("\n".join(f"N{n}" for n in range(61)), "line 62: the flowchart has more than 60 nodes"),
        (" & ".join("ABCDEFGHIJKLM") + " --> " + " & ".join("NOPQRSTUVWXYZ"), "more than 150 arrows"),
        ("A" + " --> A" * 2_600, "the flowchart has more than 5,000 words"),
        ("style A fill:#f00", "the flowchart has no node"),
        ('%% pb: {"detail":"x"}', "line 2: '%% pb: {\"detail\":\"x\"}': a '%% pb:' comment stands before"),
        ('%% pb: {"detail":"x"}\n%% pb: {"detail":"y"}\nA', "a '%% pb:' comment stands before"),
        ('%% pb: {"detail":"x"}\nA --> B --> C', "a '%% pb:' comment stands before"),
        ('%% pb: {"kind":"skip"}\nA', "a '%% pb:' comment stands before"),
        ('%% pb: {"detail":"x"}\nsubgraph a\nA\nend', "a '%% pb:' comment stands before"),
        ('%% pb: {"detail":"x"}\nstyle A fill:#f00\nA', "a '%% pb:' comment stands before"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(lines: str, sentence: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        read(f"flowchart LR\n{lines}")

    assert sentence in str(refusal.value)


def test_a_class_of_the_file_itself_is_the_sort_of_its_nodes() -> None:
    given = read("graph TD\nA:::alg --> B --> C:::model --> D:::input\nclassDef input fill:#f00\nclass B,C col")

    assert [element.category for element in given.spec.elements] == ["alg", "col", "col", "input"]
    assert [element.kind.value for element in given.spec.elements] == ["process", "process", "model", "process"]
    assert not any("Classes" in note for note in given.notes)
    written = read(write_mermaid(given.spec))
    assert written.spec == given.spec


def test_the_class_of_all_nodes_is_no_sort() -> None:
    given = read("graph TD\nA:::default --> B\nclass A,B default\nclass A warm")

    assert [element.category for element in given.spec.elements] == ["warm", ""]
    assert given.notes == ("Classes that tell neither a kind nor a sort are ignored: default.",)


def test_a_class_of_a_subgraph_is_noted() -> None:
    given = read("graph TD\nsubgraph s\nA:::warm --> B\nend\nsubgraph t\nC\nend\nclass s cold\nB --> t:::hot")

    assert [element.category for element in given.spec.elements] == ["warm", "", ""]
    assert given.notes == ("Classes that tell neither a kind nor a sort are ignored: cold, hot.",)


def test_what_is_ignored_is_noted() -> None:
    given = read(
        "graph TD\nA[<b>Bold</b>] ==> B\nA ~~~ B\nstyle A fill:#f00\nlinkStyle 0 stroke:red\n"
        "class A warm\nclass A hot\n"
        'click A href "https://example.org" _blank\nC@{ img: "https://example.org/x.png" }'
    )

    assert given.notes == (
        "An invisible link (~~~) is ignored (line 3).",
        "style is ignored (line 4).",
        "linkStyle is ignored (line 5).",
        "click, which no figure can do, is ignored (line 8).",
        "@{ img } is ignored (line 9).",
        "Classes that tell neither a kind nor a sort are ignored: hot.",
        "Left out of labels: <b>.",
    )


def test_a_verdict_in_a_comment_is_not_believed() -> None:
    plain, told = "flowchart\nA --> B", 'flowchart\n%% pb: {"verdict":"stated"}\nA --> B'

    assert read(told) == read(plain)


def test_up_to_three_texts_that_are_too_long_are_told_at_once() -> None:
    long = "x" * 121
    lines = (f"A[{long}]", f"A -->|{long}| B", "C", f"subgraph s[{long}]", "C", "end", f"D[{long}]")

    with pytest.raises(InvalidRequest) as two:
        read("\n".join(("flowchart LR", *lines[:3])))
    with pytest.raises(InvalidRequest) as three:
        read("\n".join(("flowchart LR", *lines)))

    assert [f"line {n}:" in str(two.value) for n in (2, 3, 5, 8)] == [True, True, False, False]
    assert [f"line {n}:" in str(three.value) for n in (2, 3, 5, 8)] == [True, True, True, False]
    assert len(str(three.value)) < 400


@pytest.mark.parametrize("title", ["one[ ]", 'one[" "]', '" "', ""])
def test_a_subgraph_with_a_blank_title_is_a_frame_without_one(title: str) -> None:
    given = read(f"graph TD\nsubgraph {title}\nA --> B\nend")

    assert [group.title for group in given.spec.groups] == [" "]
    assert given.notes == ()


def test_an_empty_subgraph_with_a_blank_title_is_a_box_with_its_id() -> None:
    assert labels(read('graph TD\nsubgraph one[" "]\nend\nX --> one')) == {"X": "X", "one": "one"}


def test_an_arrow_at_a_subgraph_without_inner_flow_leads_to_the_first_and_from_the_last() -> None:
    given = read("graph TD\nsubgraph one\n  A\n  B\nend\nX --> one --> Y")

    assert arrows(given) == ["X->A", "B->Y"]


@pytest.mark.parametrize(
    ("lines", "note"),
    [
        ("A x--- B", "Drawn as plain lines: lines with a sign at their start alone (x---)."),
        (
            "A@{ shape: cloud }\nB@{ shape: flag }\nC@{ shape: cloud }",
            "Shapes without a counterpart are drawn as the nearest kind: cloud as process, flag as data.",
        ),
        ("A@{ shape: stop }", "Nodes that have no text are drawn with a sign: A (◉)."),
        ("A[' '] & B[ ]", "Nodes that have no text are drawn with a sign: B (□)."),
        ("A:::cold\nclass A output\nclassDef output fill:#f00", "neither a kind nor a sort are ignored: output."),
        ("A e1@--> B\ne1@{ animate: true }", "@{ animate } is ignored (line 3)."),
        ("A[List<T>]", "Tags that HTML does not have are drawn as text: <T>."),
        ("class A model\nA", "A class of what no line above declares is ignored (line 2)."),
        ("A ~~~ B ~~~ C", "An invisible link (~~~) is ignored (line 2)."),
    ],
)
def test_what_is_read_in_another_way_is_noted(lines: str, note: str) -> None:
    assert note in "\n".join(read(f"graph TD\n{lines}").notes)


@pytest.mark.parametrize(
    "lines", ["A@{ shape: rect } --> B@{ shape: doc }", "subgraph s\ndirection TD\nA\nend", "A:::model"]
)
def test_what_is_read_as_it_is_meant_needs_no_note(lines: str) -> None:
    assert read(f"graph TD\n{lines}").notes == ()


def test_topics_are_data() -> None:
    given = read("graph LR\nA[/points<br/>sensor_msgs/PointCloud2] --> B[node] --> C(/scene)\nD[/map] --> B")
    assert [element.kind for element in given.spec.elements] == [
        ElementKind.DATA, ElementKind.PROCESS, ElementKind.PROCESS, ElementKind.DATA
    ]  # fmt: skip
    assert read(write_mermaid(given.spec, Styling())).spec == given.spec
