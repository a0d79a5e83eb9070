import pytest

from pb_core.domain.diagrams.readable import readable
from pb_core.domain.diagrams.skeleton.enumerations import listed
from support.skeletons import names_of


def enumerated(source: str) -> list[list[str]]:
    text = readable(source)
    return names_of(text, listed(text, 0, len(text)))


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
