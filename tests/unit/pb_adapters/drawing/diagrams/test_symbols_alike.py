import pytest

from pb_adapters.drawing.diagrams.symbols_alike import symbols_alike
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element


def told(label: str, *, beside: str = "Diffusivity k_z", detail: str = "", arrow: str = "") -> tuple[str, str, str]:
    spec = symbols_alike(
        DiagramSpec(
            elements=(Element(id="e", label=label, detail=detail), Element(id="f", label=beside)),
            connections=(Connection(source="e", target="f", label=arrow),),
        )
    )
    return spec.elements[0].label, spec.elements[0].detail, spec.connections[0].label


@pytest.mark.parametrize(
    ("label", "found"),
    [
        ("Temperature T", "Temperature $T$"),
        ("Inputs z, t", "Inputs $z$, $t$"),
        ("Map Φ", "Map $Φ$"),
        ("Cost H(a)", "Cost $H(a)$"),
        ("Shared state k", "Shared state $k$"),
        ("Option B", "Option B"),  # the number of a thing
        ("Worker T", "Worker T"),
        ("Stage b", "Stage b"),
        ("call f()", "call f()"),
        ("node.H(a)", "node.H(a)"),
        ("Message m_i of T", "Message m_i of T"),
        ("Cost $x$ of T", "Cost $x$ of T"),
    ],
)
def test_letters_alone_are_symbols_beside_formulas(label: str, found: str) -> None:
    assert told(label)[0] == found
    assert told(label, beside="Decoder")[0] == label or "_" in label


def test_letters_of_formulas_are_symbols_wherever_they_stand_alone() -> None:
    assert told("Option B", beside="Weights B_i")[0] == "Option $B$"


def test_small_print_and_words_of_arrows_have_symbols_too() -> None:
    assert told("Teacher", detail="EMA, α = 0.999", arrow="q, k") == ("Teacher", "EMA, $α$ = 0.999", "$q$, $k$")
    assert told("Teacher", detail="key = node", arrow="A") == ("Teacher", "key = node", "A")


def test_words_that_tell_twins_apart_stay_as_findings_name_them() -> None:
    pair = (Connection(source="e", target="f", label="q"), Connection(source="e", target="f", label="k"))
    spec = DiagramSpec(elements=(Element(id="e", label="x_t"), Element(id="f", label="Decoder")), connections=pair)
    assert symbols_alike(spec).connections == pair
