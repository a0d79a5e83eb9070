"""Words are told apart by closed lists and by what stands beside them."""

import pytest

from pb_adapters.planners.prose.document import tokenise
from pb_adapters.planners.prose.phrases import Tag, Voice, chunk, with_known_heads


def chunks(text: str, tag: Tag) -> list[str]:
    return [c.text for c in chunk(tokenise(text)) if c.tag is tag]


@pytest.mark.parametrize(
    ("sentence", "nouns"),
    [
        ("The encoder maps the image into tokens.", ["encoder", "image", "tokens"]),
        ("The feature maps of the encoder are fed to the head.", ["feature maps", "encoder", "head"]),
        ("The decoder outputs class scores.", ["decoder", "class scores"]),
        ("The decoder outputs are stored.", ["decoder outputs"]),
        ("A frobnicator frobs the widget.", ["frobnicator", "widget"]),
        ("The extracted features help.", ["extracted features"]),
        ("A camera mounted on the wrist captures an image.", ["camera", "wrist", "image"]),
        ("The first half of the network processes it.", ["first half", "network"]),
    ],
)
def test_noun_phrases(sentence: str, nouns: list[str]) -> None:
    assert chunks(sentence, Tag.NOUN) == nouns


@pytest.mark.parametrize(
    ("sentence", "lemma", "voice"),
    [
        ("The image is then fed to the net.", "feed", Voice.PASSIVE),
        ("The features have been extracted by the net.", "extract", Voice.PASSIVE),
        ("The net can produce a mask.", "produce", Voice.ACTIVE),
        ("It re-ranks the list.", "rerank", Voice.ACTIVE),
        ("features extracted by the net", "extract", Voice.PARTICIPLE),
        ("a module producing the mask", "produce", Voice.GERUND),
        ("Encode the image.", "encode", Voice.BARE),
        ("in order to produce the mask", "produce", Voice.INFINITIVE),
        ("The array recorded the signal.", "record", Voice.ACTIVE),
    ],
)
def test_verbs(sentence: str, lemma: str, voice: Voice) -> None:
    (verb,) = [c for c in chunk(tokenise(sentence)) if c.tag is Tag.VERB]
    assert (verb.lemma, verb.voice) == (lemma, voice)


def test_a_word_that_no_list_knows_bounds_a_clause_without_a_meaning() -> None:
    (verb,) = [c for c in chunk(tokenise("A gadget frobs the widget.")) if c.tag is Tag.VERB]
    assert verb.lemma == "?"


@pytest.mark.parametrize(
    ("sentence", "nouns"),
    [
        ("It crops the output back to the region.", ["output", "region"]),
        ("The bar and note stages are trained.", ["note stages"]),
        ("The encoder and note stages are trained.", ["encoder", "note stages"]),
        ("It follows the path starting from the root.", ["path", "root"]),
        ("We extend the graph.", ["graph"]),
        ("It gives concise, readable lists.", ["readable lists"]),
        ("A file containing verified names is read.", ["file", "verified names"]),
        ("It is chosen by visualizing curves.", ["curves"]),
    ],
)
def test_particles_and_lone_conjuncts_are_no_names(sentence: str, nouns: list[str]) -> None:
    assert chunks(sentence, Tag.NOUN) == nouns


def test_a_quality_shares_the_head_behind_it() -> None:
    (row,) = with_known_heads([chunk(tokenise("The spatial and motion features are fed to it."))])
    assert [c.text for c in row if c.tag is Tag.NOUN] == ["spatial features", "motion features"]
