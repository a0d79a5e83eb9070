import struct

import pytest

from pb_core.application.exemplars import FEWEST_ARROWS, Exemplar, examples, load
from pb_core.domain.diagrams.spec import ConnectionKind, ElementKind, validate
from pb_core.domain.diagrams.support import Support, check_support
from support.paths import CORPUS

METHODS = CORPUS / "methods"
ALL = load()
each = pytest.mark.parametrize("exemplar", ALL, ids=lambda exemplar: exemplar.name)


def test_there_are_enough_of_many_fields() -> None:
    assert len(ALL) >= 24
    assert len({exemplar.field for exemplar in ALL}) >= 12
    assert load() is ALL


def test_names_texts_and_captions_are_unique() -> None:
    assert len({exemplar.name for exemplar in ALL}) == len(ALL)
    assert len({exemplar.text for exemplar in ALL}) == len(ALL)
    assert len({exemplar.caption for exemplar in ALL}) == len(ALL)


def test_together_they_show_every_kind() -> None:
    elements = {element.kind for exemplar in ALL for element in exemplar.spec.elements}
    connections = {connection.kind for exemplar in ALL for connection in exemplar.spec.connections}
    assert elements == set(ElementKind)
    assert connections == set(ConnectionKind)
    assert any(group.repeat for exemplar in ALL for group in exemplar.spec.groups)
    assert any(element.repeat for exemplar in ALL for element in exemplar.spec.elements)


@each
def test_is_a_valid_plan_of_a_readable_size(exemplar: Exemplar) -> None:
    spec = validate(exemplar.spec)
    assert 5 <= len(spec.elements) <= 12
    assert 80 <= len(exemplar.text.split()) <= 250
    assert exemplar.caption.startswith("Figure ")
    assert {c.source for c in spec.connections} | {c.target for c in spec.connections} == {e.id for e in spec.elements}


@each
def test_is_grounded_word_for_word(exemplar: Exemplar) -> None:
    spec = exemplar.spec
    report = check_support(spec, exemplar.text, exemplar.caption)
    assert sum(part.support is Support.UNSUPPORTED for part in report.elements) <= 1
    for part in (*spec.elements, *spec.connections, *spec.groups):
        assert part.evidence
        assert all(quotation in exemplar.text for quotation in part.evidence.split(" … "))


def test_planners_are_shown_only_what_the_texts_support() -> None:
    assert len(examples()) >= 14
    for example in examples():
        assert check_support(validate(example.spec), example.text, example.caption).findings == ()
        assert len(example.spec.connections) >= FEWEST_ARROWS
        ends = {end for c in example.spec.connections for end in (c.source, c.target)}
        assert ends == {element.id for element in example.spec.elements}


@each
def test_has_a_small_picture(exemplar: Exemplar) -> None:
    picture = exemplar.picture()
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert max(struct.unpack(">II", picture[16:24])) == 1024
    assert len(picture) < 120_000


def test_none_is_a_text_of_the_corpus() -> None:
    corpus = "\n".join(path.read_text(encoding="utf-8") for path in METHODS.glob("*.txt"))
    assert not any(sentence in corpus for exemplar in ALL for sentence in exemplar.text.split(". "))
