"""What goes where, for every family of verbs, and nothing where the doer is not known."""

import pytest

from pb_adapters.planners.prose.clauses import Party, parse
from pb_adapters.planners.prose.document import tokenise
from pb_adapters.planners.prose.phrases import chunk
from pb_adapters.planners.prose.relations import ways


def name(party: Party) -> str:
    return " ".join(token.text for token in party.tokens)


def said(text: str) -> set[str]:
    return {f"{name(way.source)} > {name(way.target)}" for way in ways(parse(chunk(tokenise(text))))}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The decoder produces a mask from the vector.", {"vector > decoder", "decoder > mask"}),
        ("The pairs pass through the matcher, the filter and the vote.", {"pairs > matcher"}),
        ("The model predicts the outcome after months from discharge.", {"model > outcome"}),
        (
            "A store that combines rules, weights, as well as feedback",
            {"rules > store", "weights > store", "feedback > store"},
        ),
        ("The mask is predicted by the decoder.", {"decoder > mask"}),
        ("Scores are computed from the features.", {"features > Scores"}),
        ("The encoder takes the image as input.", {"image > encoder"}),
        ("The image is processed by the encoder.", {"image > encoder"}),
        ("The encoder encodes the image into a vector.", {"image > encoder", "encoder > vector"}),
        ("The image is encoded by the encoder into a vector.", {"image > encoder", "encoder > vector"}),
        ("The reads are converted into an image.", {"reads > image"}),
        ("The vector is passed to the decoder.", {"vector > decoder"}),
        ("The encoder sends the vector to the decoder.", {"encoder > decoder"}),
        ("We feed the image into the network.", {"image > network"}),
        ("The report is stored in the database.", {"report > database"}),
        ("The frames enter the separator.", {"frames > separator"}),
        ("The image and the text are concatenated into a vector.", {"image > vector", "text > vector"}),
        ("The merger fuses the image with the text.", {"image > merger"}),
        ("The encoder is followed by a classifier.", {"encoder > classifier"}),
        ("The decoder is conditioned on the text.", {"text > decoder"}),
        ("The tokens serve as the input to the decoder.", {"tokens > decoder"}),
        ("The model is trained on the dataset.", {"dataset > model"}),
        ("The image is fed to the head to predict a mask.", {"image > head", "head > mask"}),
        ("The image is fed to the head, producing a mask.", {"image > head", "head > mask"}),
        ("We use a transformer to encode the image.", {"image > transformer"}),
        ("A transformer is used to encode the image.", {"image > transformer"}),
        ("Given the goal, the planner proposes a sketch.", {"goal > planner", "planner > sketch"}),
        ("We encode the image with a transformer.", {"image > transformer"}),
    ],
)
def test_what_a_sentence_states(sentence: str, expected: set[str]) -> None:
    assert said(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "The encoder has six layers.", "The updates are evaluated by the error.", "The encoder resembles the decoder.",
        "The head estimates the offset from the centre, as we know.", "The network is trained for two days.",
        "It depends on the image.", "The first encoder is similar to the second encoder.",
    ],
)  # fmt: skip
def test_what_is_no_hand_over(sentence: str) -> None:
    assert not {way for way in said(sentence) if "head >" not in way}


def test_what_is_handed_over_is_the_label() -> None:
    (way,) = ways(parse(chunk(tokenise("The encoder sends the vector to the decoder."))))
    assert way.label is not None
    assert name(way.label) == "vector"


@pytest.mark.parametrize(
    "sentence",
    [
        "The operator matches the sketch to the photo.",
        "The probe allows the server to identify the class.",
        "The planner asks the solver to produce a layout.",
        "We compare the encoder with the decoder.",
        "The encoder is compared with the decoder.",
        "The sampler provides an unbiased estimator of the gradient.",
        "The scheduler allows us to add a node to the cluster.",
        "The gate enables the decoder to produce a mask.",
        "A node can be added to a running cluster.",
        "We use a transformer to capture the context.",
        "We use card sorting to encode the comments.",
        "The module crops the output back to the region.",
        "The score is computed by means of a norm.",
        "The mask is computed using a threshold algorithm.",
        "The image and the text are encoded into a vector and a matrix.",
        "The edges and the corners are extracted using a CNN and a transformer.",
        "Strong products combine support and geometry.",
        "We add an attention module to the encoder.",
    ],
)
def test_purposes_abilities_properties_and_rows_are_no_ways(sentence: str) -> None:
    assert not {way for way in said(sentence) if not way.endswith("> module")}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Edges are extracted from the image using a threshold rule.", {"image > Edges"}),
        ("Edges are extracted from the image using a CNN.", {"image > CNN", "CNN > Edges"}),
        ("The tester provides waveforms.", {"tester > waveforms"}),
        ("The notes are processed through comparison optimization.", {"notes > comparison optimization"}),
        ("The user can load a dataset into the session.", {"user > session"}),
        ("The user loads a dataset into the session through fusion.", {"user > session"}),
    ],
)
def test_only_parts_are_stations(sentence: str, expected: set[str]) -> None:
    assert said(sentence) == expected
