import pytest

from pb_adapters.notation import mermaid_words
from pb_adapters.notation.mermaid_words import Arrow
from pb_core.domain.diagrams.spec import ConnectionKind, ElementKind, Heads, Shape, Tip


@pytest.mark.parametrize(
    ("token", "kind", "form", "label"),
    [
        ("[a]", ElementKind.PROCESS, None, "a"),
        ("(a)", ElementKind.PROCESS, Shape.ROUNDED, "a"),
        ("([a])", ElementKind.OUTPUT, Shape.STADIUM, "a"),
        ("[[a]]", ElementKind.MODEL, Shape.SUBROUTINE, "a"),
        ("[(a)]", ElementKind.STORE, Shape.CYLINDER, "a"),
        ("((a))", ElementKind.OPERATION, Shape.CIRCLE, "a"),
        ("(((a)))", ElementKind.OUTPUT, Shape.DOUBLE_CIRCLE, "a"),
        ("{a}", ElementKind.DECISION, Shape.DIAMOND, "a"),
        ("{{a}}", ElementKind.PROCESS, Shape.HEXAGON, "a"),
        ("[/a/]", ElementKind.INPUT, Shape.LEAN_RIGHT, "a"),
        (r"[\a\]", ElementKind.OUTPUT, Shape.LEAN_LEFT, "a"),
        (r"[/a\]", ElementKind.OPERATION, Shape.TRAPEZOID, "a"),
        (r"[\a/]", ElementKind.OPERATION, Shape.FUNNEL, "a"),
        (">a]", ElementKind.DATA, Shape.FLAG, "a"),
        ("(-a-)", ElementKind.PROCESS, Shape.CIRCLE, "a"),
        ("[(a) b]", ElementKind.PROCESS, None, "(a) b"),
        ("[/a]", ElementKind.PROCESS, None, "/a"),
    ],
)
def test_brackets_say_the_kind_and_the_outline(token: str, kind: ElementKind, form: Shape | None, label: str) -> None:
    assert mermaid_words.shape(token) == (kind, form, label)


@pytest.mark.parametrize(
    ("token", "arrow"),
    [
        ("-->", Arrow()),
        ("------>", Arrow()),
        ("---", Arrow(heads=Heads.NONE)),
        ("<-->", Arrow(heads=Heads.BOTH)),
        ("-.->", Arrow(kind=ConnectionKind.REFERENCE)),
        ("-...-", Arrow(kind=ConnectionKind.REFERENCE, heads=Heads.NONE)),
        ("<-.->", Arrow(kind=ConnectionKind.REFERENCE, heads=Heads.BOTH)),
        ("==>", Arrow(heavy=True)),
        ("===", Arrow(heavy=True, heads=Heads.NONE)),
        ("--o", Arrow(tip=Tip.CIRCLE)),
        ("x--x", Arrow(heads=Heads.BOTH, tip=Tip.CROSS)),
        ("o==o", Arrow(heads=Heads.BOTH, tip=Tip.CIRCLE, heavy=True)),
        ("x---", Arrow(heads=Heads.NONE, half=True)),
        ("<--x", Arrow(tip=Tip.CROSS, backwards=True)),
        ("-.-x", Arrow(kind=ConnectionKind.REFERENCE, tip=Tip.CROSS)),
        ("<---", Arrow(heads=Heads.NONE, backwards=True)),
        ("~~~", Arrow(visible=False)),
        ("-- a-b -->", Arrow(label=" a-b ")),
        ('-- "yes" ---', Arrow(label=' "yes" ', heads=Heads.NONE)),
        ("-. maybe .->", Arrow(label=" maybe ", kind=ConnectionKind.REFERENCE)),
        ("== must ==>", Arrow(label=" must ", heavy=True)),
        ("\n  -->\n", Arrow()),
    ],
)
def test_a_link_is_read(token: str, arrow: Arrow) -> None:
    assert mermaid_words.arrow(token) == arrow


@pytest.mark.parametrize(
    ("token", "found"),
    [
        ("subgraph one", ("one", "one")),
        ("subgraph one[First stage]", ("one", "First stage")),
        ('subgraph one ["First stage"]', ("one", '"First stage"')),
        ('subgraph Sensing Node ["First stage"]', ("Sensing Node", '"First stage"')),
        ('subgraph "one"["First stage"]', ("one", '"First stage"')),
        ("subgraph First stage", (None, "First stage")),
        ('subgraph "First stage"', (None, '"First stage"')),
        ("subgraph", (None, "")),
    ],
)
def test_a_subgraph_has_an_id_and_a_title(token: str, found: tuple[str | None, str]) -> None:
    assert mermaid_words.subgraph(token) == found


@pytest.mark.parametrize(
    ("inside", "pairs"),
    [
        ("", {}),
        (' shape: cyl, label: "A, B: C", w: 60 ', {"shape": "cyl", "label": "A, B: C", "w": "60"}),
        (r'label: "p[\"x\"]"', {"label": 'p["x"]'}),
        (r'label: "a\\b\x41\u00e9\U0001F600\t\d"', {"label": "a\\bAé😀\t\\d"}),
        (r'label: "\ud800\Uffffffff"', {"label": r"\ud800\Uffffffff"}),
        ('label: "one\ntwo\\\nthree"', {"label": "one\ntwothree"}),
        ("label: 'it''s, so', shape: doc", {"label": "it's, so", "shape": "doc"}),
        ("\nshape: doc\nlabel: one, two\n", {"shape": "doc", "label": "one, two"}),
        ("label: one, two, shape: doc", {"label": "one, two", "shape": "doc"}),
        ('label: say "so"', {"label": 'say "so"'}),
        ("shape:doc,", {"shape": "doc"}),
        ("img: https://example.org/x.png", {"img": "https://example.org/x.png"}),
    ],
)
def test_data_of_a_node(inside: str, pairs: dict[str, str]) -> None:
    assert mermaid_words.data(f"@{{{inside}}}") == pairs


@pytest.mark.parametrize("inside", ['label: "one" two', "nothing", "label: |\n  one", "shape: doc; w: 5\n- x"])
def test_data_that_are_no_pairs_are_not_guessed(inside: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        mermaid_words.data(f"@{{{inside}}}")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("cyl", ElementKind.STORE),
        ("Docs", ElementKind.DATA),
        ("hex", ElementKind.PROCESS),
        ("actor", ElementKind.ACTOR),
        ("blob", None),
    ],
)
def test_named_shapes(name: str, kind: ElementKind | None) -> None:
    assert mermaid_words.kind_of_shape(name) is kind
