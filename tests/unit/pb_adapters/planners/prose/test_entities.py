"""One thing, one entity, whatever it is called."""

import pytest

from pb_adapters.planners.prose.clauses import Party
from pb_adapters.planners.prose.document import read_document, tokenise
from pb_adapters.planners.prose.entities import Registry, key_of, named_tokens
from pb_adapters.planners.prose.phrases import chunk


def registry(source: str) -> Registry:
    document = read_document(source)
    found = Registry(document)
    found.read([chunk(sentence.tokens) for sentence in document.sentences])
    return found


def key(text: str) -> str | None:
    return key_of(Party(tokenise(text)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("proposed image encoders", "image encoder"), ("latent code z", "latent code"), ("three heads", "head"),
        ("method", None), ("paper", None), ("training", None), ("encoded", None), ("produce subgoals", None),
        ("BERT", "bert"), ("x", None), ("12", None), ("295k", None), ("December 2005", None),
        ("static analyser finds accesses", None),
        ("language model", "language model"), ("embedding", "embedding"),
    ],
)  # fmt: skip
def test_only_things_have_a_key(text: str, expected: str | None) -> None:
    assert key(text) == expected


def test_what_a_thing_is_part_of_is_said_once() -> None:
    found = registry("The sensor records the cloud of the bin. The cloud is cropped.")
    assert found.named("cloud") is not None
    assert len(found.named("cloud").mentions) == 2  # type: ignore[union-attr]


def test_a_property_of_a_thing_is_none() -> None:
    (tokens, inner) = tokenise("complexity"), tokenise("current tools")
    assert key_of(Party(tokens, of=Party(inner))) is None
    assert key_of(Party(tokenise("cloud"), of=Party(inner))) == "cloud of current tool"


def test_an_acronym_is_another_name() -> None:
    found = registry("The Spatial Graph Module (SGM) reads the graph. The SGM is small. SGM works.")
    entity = found.named("SGM")
    assert entity is not None
    assert entity is found.named("Spatial Graph Module")
    assert len(entity.mentions) == 3


def test_a_short_name_stands_for_the_only_long_one() -> None:
    found = registry("A text encoder reads words. The encoder is frozen.")
    assert found.named("encoder") is found.named("text encoder")


def test_a_short_name_stands_for_nothing_where_there_are_two() -> None:
    found = registry("A text encoder and an image encoder encode words. The encoder is frozen.")
    assert found.named("encoder") is not found.named("text encoder")
    assert found.named("encoder") is not found.named("image encoder")


def test_the_label_keeps_the_casing_of_the_author() -> None:
    found = registry("Feature maps help. We store feature maps. A ViT reads feature maps.")
    assert {entity.label for entity in found.entities.values()} == {"feature maps", "ViT"}


def test_names_lose_what_tells_nothing_apart() -> None:
    assert [token.text for token in named_tokens(tokenise("proposed new encoder E"))] == ["encoder"]


@pytest.mark.parametrize(
    ("source", "one", "other", "same"),
    [
        ("A dual-head style encoder reads it. Style encoder weights. A style encoder is small.",
         "style encoder", "dual-head style encoder", True),
        ("We call it LoDa. The LoDa framework reads words.", "LoDa", "LoDa framework", True),
        ("A dual-head style encoder and a tiny style encoder read it. A style encoder is small.",
         "style encoder", "dual-head style encoder", False),
    ],
)  # fmt: skip
def test_one_name_that_ends_with_another_is_another_name(source: str, one: str, other: str, *, same: bool) -> None:
    found = registry(source)
    assert (found.named(one) is found.named(other)) is same


def test_a_long_name_that_its_short_one_took_over_is_looked_at_no_more() -> None:
    """Though others are named after it: this once stopped a whole text."""
    found = registry(
        "We use m reference windows with some size. Given m reference windows of scales, the attention predicts offsets"
        " of all reference windows. It captures regions of reference windows."
    )
    assert found.named("m reference window") is found.named("reference window") is not None
