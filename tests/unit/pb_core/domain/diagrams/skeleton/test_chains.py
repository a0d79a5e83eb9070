import pytest

from pb_core.domain.diagrams.readable import readable
from pb_core.domain.diagrams.skeleton.chains import chains
from support.skeletons import names_of


def chained(source: str) -> list[list[str]]:
    text = readable(source)
    return names_of(text, chains(text, 0, len(text)))


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("Input Graph -> SBS -> SGM -> Enc -> Dec.", ["Input Graph", "SBS", "SGM", "Enc", "Dec"]),
        ("Pipeline: parse → plan ⟶ draw => ship", ["parse", "plan", "draw", "ship"]),
        (r"We use $x \rightarrow E \rightarrow z$ and train it.", ["x", "E", "z"]),
        ("The data follows the path camera -> lens correction -> detector, which is fast.",
         ["camera", "lens correction", "detector"]),
        ("编码器 → 融合 → 解码器。", ["编码器", "融合", "解码器"]),
        ("Encoder -> Decoder", ["Encoder", "Decoder"]),
        ("The Encoder chain feeds tokens -> states -> logits into the sampler.", ["tokens", "states", "logits"]),
    ],
)  # fmt: skip
def test_a_chain_is_read_as_it_is_written(source: str, names: list[str]) -> None:
    assert chained(source) == [names]


@pytest.mark.parametrize(
    ("source", "rows"),
    [
        ("We read it.\nText -> Encoder -> Tokens\nTokens -> Decoder",
         [["Text", "Encoder", "Tokens"], ["Tokens", "Decoder"]]),
        ("We read it.\nText -> Encoder -> Tokens\nMask -> Head", [["Text", "Encoder", "Tokens"], ["Mask", "Head"]]),
        ("We read it.\nText -> Encoder ->\nTokens -> Decoder", [["Text", "Encoder", "Tokens", "Decoder"]]),
        ("We read it.\nText -> Encoder\n-> Tokens -> Decoder", [["Text", "Encoder", "Tokens", "Decoder"]]),
        ("A -> B, and C -> D", [["A", "B"], ["C", "D"]]),
        ("Data goes A -> B; C -> D.", [["Data goes A", "B"], ["C", "D"]]),
    ],
)  # fmt: skip
def test_chains_that_follow_each_other_are_told_apart(source: str, rows: list[list[str]]) -> None:
    assert chained(source) == rows


@pytest.mark.parametrize("lead", ["e.g.", "for example", "such as"])
def test_a_chain_that_is_an_example_is_none(lead: str) -> None:
    assert chained(f"An edge has two ways ({lead} one method -> another method -> a third).") == []


def test_every_line_may_be_a_chain_of_its_own() -> None:
    assert chained("A -> B\nB -> C") == [["A", "B"], ["B", "C"]]


@pytest.mark.parametrize(
    "source", ["channels 64 -> 128 -> 256", "The English → German model is trained on text.", "no arrow", "->", "-> ->"]
)
def test_ranges_and_lonely_arrows_are_no_chains(source: str) -> None:
    assert chained(source) == []
