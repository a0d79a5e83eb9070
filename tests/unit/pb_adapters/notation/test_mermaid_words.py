import pytest

from pb_adapters.notation import mermaid_words
from pb_adapters.notation.mermaid_words import Arrow
from pb_core.domain.diagrams.spec import ConnectionKind, ElementKind, Heads


@pytest.mark.parametrize(
    ("token", "kind", "label"),
    [
        ("[a]", ElementKind.PROCESS, "a"),
        ("(a)", ElementKind.PROCESS, "a"),
        ("([a])", ElementKind.OUTPUT, "a"),
        ("[[a]]", ElementKind.MODEL, "a"),
        ("[(a)]", ElementKind.STORE, "a"),
        ("((a))", ElementKind.OPERATION, "a"),
        ("(((a)))", ElementKind.OUTPUT, "a"),
        ("{a}", ElementKind.DECISION, "a"),
        ("{{a}}", ElementKind.PROCESS, "a"),
        ("[/a/]", ElementKind.INPUT, "a"),
        (r"[\a\]", ElementKind.OUTPUT, "a"),
        (r"[/a\]", ElementKind.OPERATION, "a"),
        (r"[\a/]", ElementKind.OPERATION, "a"),
        (">a]", ElementKind.DATA, "a"),
        ("(-a-)", ElementKind.PROCESS, "a"),
        ("[(a) b]", ElementKind.PROCESS, "(a) b"),
        ("[/a]", ElementKind.PROCESS, "/a"),
    ],
)
def test_brackets_say_the_kind(token: str, kind: ElementKind, label: str) -> None:
    assert mermaid_words.shape(token) == (kind, label)


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
        ("==>", Arrow(thick=True)),
        ("===", Arrow(thick=True, heads=Heads.NONE)),
        ("--o", Arrow(heads=Heads.NONE, circled=True)),
        ("x--x", Arrow(heads=Heads.NONE, crossed=True)),
        ("-.-x", Arrow(kind=ConnectionKind.REFERENCE, heads=Heads.NONE, crossed=True)),
        ("<---", Arrow(heads=Heads.NONE, backwards=True)),
        ("~~~", Arrow(visible=False)),
        ("-- a-b -->", Arrow(label=" a-b ")),
        ('-- "yes" ---', Arrow(label=' "yes" ', heads=Heads.NONE)),
        ("-. maybe .->", Arrow(label=" maybe ", kind=ConnectionKind.REFERENCE)),
        ("== must ==>", Arrow(label=" must ", thick=True)),
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
