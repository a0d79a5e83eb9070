"""A kind comes from what an element is, not from a word inside its name."""

import pytest

from pb_core.domain.diagrams.kinds import is_nobody, kind_of, singular
from pb_core.domain.diagrams.spec import ElementKind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("neural operator", ElementKind.PROCESS), ("quantum gates", ElementKind.PROCESS),
        ("text encoders", ElementKind.MODEL), ("feature maps of the encoder", ElementKind.DATA),
        ("replay buffer", ElementKind.STORE), ("letter metadata", ElementKind.DATA),
        ("disk", ElementKind.STORE), ("L_aln", ElementKind.OBJECTIVE),
        ("loss with a margin", ElementKind.OBJECTIVE), ("cross-entropy loss", ElementKind.OBJECTIVE),
        ("cross-attention", ElementKind.OPERATION), ("two annotators", ElementKind.ACTOR), ("", ElementKind.PROCESS),
    ],
)  # fmt: skip
def test_kinds(name: str, kind: ElementKind) -> None:
    assert kind_of(name) is kind


@pytest.mark.parametrize(
    ("plural", "one"), [("queries", "query"), ("boxes", "box"), ("losses", "loss"), ("bus", "bus"), ("maps", "map")]
)
def test_singular(plural: str, one: str) -> None:
    assert singular(plural) == one


def test_an_environment_is_nobody() -> None:
    assert is_nobody("Simulated environment")
    assert not is_nobody("Environment engineer")
    assert not is_nobody("")
