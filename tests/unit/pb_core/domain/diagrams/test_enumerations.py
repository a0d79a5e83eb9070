"""Chains, lists and runs of sentences inside a text."""

import pytest

from pb_core.domain.diagrams.enumerations import chains, goes_on_in_order, listed, phrase, told_in_order
from pb_core.domain.diagrams.markup import readable, sentences


def names_of(rows: object) -> list[list[str]]:
    text, found = rows  # type: ignore[misc]
    return [[" ".join(text[slice(*name)].split()) for name in row.names] for row in found]


def chained(source: str) -> list[list[str]]:
    text = readable(source)
    return names_of((text, chains(text, 0, len(text))))


def enumerated(source: str) -> list[list[str]]:
    text = readable(source)
    return names_of((text, listed(text, 0, len(text))))


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


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("The pairs pass through the matcher, the filter and the vote.", ["matcher", "filter", "vote"]),
        ("We first read the text, then rank it, and finally print the best.",
         ["read the text", "rank it", "print the best"]),
        ("It consists of three parts, i.e., a reader, a ranker and a printer.", ["reader", "ranker", "printer"]),
        ("We build six parts: a reader, a ranker, a base, a card, a door, and finally merging the results back in.",
         ["reader", "ranker", "base", "card", "door", "merging the results"]),
    ],
)  # fmt: skip
def test_rows_that_follow_each_other_in_one_sentence(source: str, names: list[str]) -> None:
    assert enumerated(source) == [names]


@pytest.mark.parametrize(
    ("source", "ordered"),
    [
        ("The pairs pass through the matcher and the filter.", False),
        ("The pairs pass through the matcher, the filter and the vote.", True),
        ("The pairs pass through the matcher, the filter and finally the vote.", True),
        ("The pairs pass sequentially through the matcher, the filter and the vote.", True),
    ],
)
def test_more_than_two_that_something_goes_through_are_in_order(source: str, ordered: bool) -> None:  # noqa: FBT001 - a case
    text = readable(source)
    assert [row.ordered for row in listed(text, 0, len(text))] == [ordered]


@pytest.mark.parametrize(
    ("source", "ordered"),
    [
        ("It works by (i) finding the sites, (ii) reading the calls, and (iii) making a choice.", True),
        ("It helps by (i) improving the speed, (ii) reducing the cost, and (iii) avoiding the queue.", False),
        ("It has (i) a finder, (ii) a reader, and (iii) a chooser.", False),
    ],
)
def test_numbered_doings_are_steps(source: str, ordered: bool) -> None:  # noqa: FBT001 - a case
    text = readable(source)
    assert [row.ordered for row in listed(text, 0, len(text))] == [ordered]


@pytest.mark.parametrize(
    "source", ["The first stage reads, the then stage ranks.", "It can then be read and finally be drawn."]
)
def test_adverbs_that_tell_no_row(source: str) -> None:
    assert enumerated(source) == []


def test_every_line_may_be_a_chain_of_its_own() -> None:
    assert chained("A -> B\nB -> C") == [["A", "B"], ["B", "C"]]


@pytest.mark.parametrize(
    "source", ["channels 64 -> 128 -> 256", "The English → German model is trained on text.", "no arrow", "->", "-> ->"]
)
def test_ranges_and_lonely_arrows_are_no_chains(source: str) -> None:
    assert chained(source) == []


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("We use three components: an encoder, a decoder, and a critic head.", ["encoder", "decoder", "critic head"]),
        ("It consists of a Spatial Graph Module (SGM), a Temporal Transformer (TT) and a read-out.",
         ["Spatial Graph Module", "Temporal Transformer", "read-out"]),
        ("It has three stages: (1) candidate retrieval, which returns text, (2) reranking with a net, and (3) answers.",
         ["candidate retrieval", "reranking", "answers"]),
        ("It (see Figure 1) has two stages: (1) reading, and (2) ranking of all.", ["reading", "ranking of all"]),
        ("It has two stages: (1) a finder cuts cells, and (2) a tracker follows them with memory (M_t-1) and queries.",
         ["finder", "tracker"]),
        ("Das Verfahren besteht aus einem Kodierer, einem Dekodierer und einem Kopf.", ["Kodierer",
         "Dekodierer", "Kopf"]),
        ("El sistema consta de un codificador, un decodificador y una cabeza.", ["codificador",
         "decodificador", "cabeza"]),
        ("系统由编码器、解码器和分类头组成。", ["编码器", "解码器", "分类头"]),
        ("There are two modules, namely the planner and the critic.", ["planner", "critic"]),
    ],
)  # fmt: skip
def test_a_list_loses_no_item(source: str, names: list[str]) -> None:
    assert enumerated(source) == [names]


@pytest.mark.parametrize(
    "source",
    [
        "We use three components: an encoder and a decoder.",  # the count says that one was not read
        "It predicts one of three relations: left, right or below.", "See panels (b) and (c) of the figure.",
        "We have two phases: Offline Phase (early): 1) draw a permutation and sign vector.",
        "There are two views, i.e., the relays that are left, but not right.",
        "It consists of many parts.", "The model uses the encoder.",
    ],
)  # fmt: skip
def test_what_is_no_list_is_not_read_as_one(source: str) -> None:
    assert enumerated(source) == []


def test_sentences_that_say_their_order() -> None:
    text = "First, we encode. Then we decode. It is fast. Finally, we rank. Second, it is an aside."
    (run,) = told_in_order(text, sentences(text))
    wholes, rests, counted = run
    assert text[slice(*wholes[0])] == "First, we encode."
    assert [text[slice(*span)] for span in rests][:3] == ["we encode.", "we decode.", "we rank."]
    assert not counted


@pytest.mark.parametrize(
    ("sentence", "goes_on"),
    [("Finally, we rank.", True), ("In the second phase, we rank.", True), ("First, we rank.", False),
     ("In the first phase, we rank.", False), ("We rank.", False)],
)  # fmt: skip
def test_a_paragraph_may_go_on_with_the_steps_before_it(sentence: str, *, goes_on: bool) -> None:
    assert goes_on_in_order(sentence, (0, len(sentence))) is goes_on


def test_first_second_third_alone_may_be_an_argument() -> None:
    text = "First, models are slow. Second, data is scarce."
    assert [counted for _, _, counted in told_in_order(text, sentences(text))] == [True]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("the Attention Block. It attends.", "Attention Block"), ("encode the image with a CNN.", "encode the image"),
        ("Retrieval: finds passages", "Retrieval"), ("and a separator returns the gas.", "separator"),
        ("each of the records of a day", "records of a day"),
        ("an initial step that removes the columns", "initial step"), ("…", None), ("", None),
    ],
)  # fmt: skip
def test_a_phrase_is_named_by_its_first_words(text: str, name: str | None) -> None:
    span = phrase(text, 0, len(text))
    assert (text[slice(*span)] if span else None) == name
