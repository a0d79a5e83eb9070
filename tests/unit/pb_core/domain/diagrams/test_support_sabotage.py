"""False plans of texts as papers have them, each caught by the core; and true plans, which pass.

A plan is written as ``label (alias): quotation`` for an element and ``label -> label [arrow's label]: quotation``.
"""

# ruff: noqa: E501 - the tables are read across
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.domain.diagrams.pruning import supported_only
from pb_core.domain.diagrams.skeleton.outlines import Skeleton
from pb_core.domain.diagrams.skeleton.reading import read_skeleton
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element
from pb_core.domain.diagrams.support import PartSupport, Support, SupportReport, check_support

RAG = """We answer questions from a large corpus. The retriever returns passages for each question. The generator reads
the passages and writes the answer. Unlike fusion-in-decoder, which passes the documents to a cross-attention module, our
generator does not feed the answer to the retriever. Prior work trains the reranker on the answer. For example, a search
engine could send its snippets to the summariser. In Section 4, we describe how the judge is applied to the answer. A
naive approach would pass the question to the generator."""

VISION = r"""\section{Method}
The backbone maps the input image to a feature map. The feature map is processed by a region proposal network
(RPN)~\cite{ren2015}, which outputs proposals. Proposals are pooled from the feature map and sent to the box head. The
class scores are predicted by the box head. Instead of anchors, the mask head uses the proposals. The mask head and the
box head share two convolutional layers. The backbone is repeated for three scales. Ground-truth masks supervise the
mask head through a dice loss. It is fed with boxes from the annotation tool."""

MEDICINE = """Blood samples were collected from all participants. From the samples, plasma was separated by
centrifugation. Proteins were extracted from plasma and measured by mass spectrometry. A random forest was trained on the
protein levels and predicted the risk score. Participants without consent were not included in the validation cohort.
Physicians reviewed the risk score, and patients filled in a questionnaire."""

STEPS = """Our pipeline has three steps.
1. Tokenisation
2. Alignment
3. Scoring
The alignment is stored in a lattice."""

GERMAN = """Der Kodierer liest das Bild und erzeugt eine Merkmalskarte. Die Merkmalskarte wird an den Klassifikator
übergeben, der die Klasse bestimmt. Danach prüft ein Gutachter die Klasse und schreibt einen Bericht. Der Bericht wird in
der Akte der Patientin oder des Patienten abgelegt, damit die Praxis ihn bei der nächsten Untersuchung lesen kann."""

CHINESE = "首先,雨量序列输入时间编码器,得到时间特征。然后,时间特征进入预测头,输出洪水概率。评估在测试集上进行。"


def part(text: str, line: str) -> tuple[DiagramSpec, str]:
    """The spec of one line of a plan, and the subject that the line is about."""
    said, _, quote = (piece.strip() for piece in line.partition(":"))
    if "->" not in said:
        label, aliases = re.fullmatch(r"(.*?)(?: \((.*)\))?", said).groups()  # type: ignore[union-attr]  # always fits
        element = Element(id="e", label=label, aliases=tuple(aliases.split(", ")) if aliases else (), evidence=quote)
        return DiagramSpec(elements=(element,)), "e"
    ends, _, label = said.partition(" [")
    names = [name.strip() for name in ends.split("->")]
    elements = tuple(Element(id=name, label=name, evidence=text) for name in dict.fromkeys(names))
    connection = Connection(source=names[0], target=names[1], label=label.rstrip("]"), evidence=quote)
    return DiagramSpec(elements=elements, connections=(connection,)), connection.name


def verdict(text: str, line: str) -> PartSupport:
    spec, subject = part(text, line)
    report = check_support(spec, text, skeleton=read_skeleton(text, ""))
    return next(found for found in report.parts if found.subject == subject)


# fmt: off
FALSE = [
    ("swapped arrow", RAG, "passages -> retriever: The retriever returns passages for each question", "reverse"),
    ("swapped passive", VISION, "class scores -> box head: The class scores are predicted by the box head", "reverse"),
    ("swapped hand-over", RAG, "generator -> retriever [passages]: The retriever returns passages … The generator reads the passages", "hand over"),
    ("negated sentence", RAG, "answer -> retriever: our generator does not feed the answer to the retriever", "denies"),
    ("negation cut off", RAG, "answer -> retriever: feed the answer to the retriever", "denies"),
    ("contrast", RAG, "documents -> cross-attention: passes the documents to a cross-attention module", "sets aside"),
    ("replaced part", VISION, "anchors -> mask head: Instead of anchors, the mask head uses the proposals", "sets aside"),
    ("foreign work", RAG, "answer -> reranker: Prior work trains the reranker on the answer", "other work"),
    ("example", RAG, "snippets -> summariser: a search engine could send its snippets to the summariser", "example"),
    ("outline", RAG, "judge -> answer: In Section 4, we describe how the judge is applied to the answer", "outlines"),
    ("motivation", RAG, "question -> generator: A naive approach would pass the question to the generator", "could be"),
    ("one end quoted", RAG, "retriever -> generator: The retriever returns passages for each question", "do not name"),
    ("invented quotation", RAG, "generator -> answer: The generator sends the answer to the user", "does not contain"),
    ("only told in order", RAG, "question -> answer: The retriever returns passages for each question. The generator reads the passages and writes the answer.", "no sentence"),
    ("joined, not led to", VISION, "mask head -> box head: The mask head and the box head share two convolutional layers", "without saying"),
    ("two clauses", MEDICINE, "risk score -> questionnaire: Physicians reviewed the risk score, and patients filled in a questionnaire", "without saying"),
    ("excluded group", MEDICINE, "Participants -> validation cohort: Participants without consent were not included in the validation cohort", "denies"),
    ("skipped step", STEPS, "Tokenisation -> Scoring: Our pipeline has three steps", "do not name"),
    ("reversed step", STEPS, "Alignment -> Tokenisation:", "quotes no words"),
    ("invented label", RAG, "generator -> answer [gradients]: The generator reads the passages and writes the answer", "gradients"),
    ("invented element", RAG, "Knowledge graph: The retriever returns passages for each question", "does not"),
    ("element not in its quotation", RAG, "Generator: The retriever returns passages for each question", "do not name"),
    ("element only negated", MEDICINE, "consent: Participants without consent were not included", "denies"),
    ("element of other work", RAG, "reranker: Prior work trains the reranker on the answer", "other work"),
    ("element of an example", RAG, "search engine: a search engine could send its snippets", "example"),
    ("alias that the text lacks", RAG, "Generator (language model): The generator reads the passages", "language model"),
    ("alias of another thing", VISION, "Mask head (box head): The mask head and the box head share", "box head"),
    ("other language, two sentences", GERMAN, "Bild -> Bericht: Der Kodierer liest das Bild … schreibt einen Bericht", "both ends"),
    ("other script, two sentences", CHINESE, "雨量序列 -> 洪水概率: 雨量序列输入时间编码器 … 输出洪水概率", "both ends"),
]

TRUE = [
    ("active", RAG, "retriever -> passages: The retriever returns passages"),
    ("a consumer's object", RAG, "passages -> generator: The generator reads\nthe passages and writes the answer"),
    ("a second verb", RAG, "generator -> answer: The generator reads the passages and writes the answer"),
    ("two quotations, one label", RAG, "retriever -> generator [passages]: The retriever returns passages … The generator reads the passages"),
    ("two neighbours, one label", RAG, "retriever -> generator [passages]: The retriever returns passages for each question. The generator reads the passages"),
    ("maps to", VISION, "backbone -> feature map: The backbone maps the input image to a feature map"),
    ("maps from", VISION, "input image -> backbone: The backbone maps the input image to a feature map"),
    ("passive of a consumer", VISION, "feature map -> region proposal network: The feature map is processed by a region proposal network"),
    ("relative clause", VISION, "region proposal network -> proposals: a region proposal network\n(RPN)~\\cite{ren2015}, which outputs proposals"),
    ("second verb of a passive", VISION, "Proposals -> box head: Proposals are pooled from the feature map and sent to the box head"),
    ("from", VISION, "feature map -> Proposals: Proposals are pooled from the feature map"),
    ("passive of a producer", VISION, "box head -> class scores: The class scores are predicted by the box head"),
    ("beside a contrast", VISION, "proposals -> mask head: Instead of anchors, the mask head uses the proposals"),
    ("supervision", VISION, "Ground-truth masks -> mask head: Ground-truth masks supervise the mask head"),
    ("lead-in", MEDICINE, "samples -> plasma: From the samples, plasma was separated by centrifugation"),
    ("collected from", MEDICINE, "participants -> Blood samples: Blood samples were collected from all participants"),
    ("trained on", MEDICINE, "protein levels -> random forest: A random forest was trained on the protein levels"),
    ("predicts", MEDICINE, "random forest -> risk score: A random forest was trained on the protein levels and predicted the risk score"),
    ("inflected", MEDICINE, "protein level -> random forests: A random forest was trained on the protein levels"),
    ("numbered steps", STEPS, "Tokenisation -> Alignment:"),
    ("stored in", STEPS, "Alignment -> lattice: The alignment is stored in a lattice"),
    ("other language", GERMAN, "Kodierer -> Merkmalskarte: Der Kodierer liest das Bild und erzeugt eine Merkmalskarte"),
    ("other script", CHINESE, "雨量序列 -> 时间编码器: 雨量序列输入时间编码器"),
    ("element", RAG, "Generator: The generator reads the passages"),
    ("element in the plural", RAG, "Retrievers: The retriever returns passages"),
    ("element by its alias", VISION, "Region proposal network (RPN): region proposal network\n(RPN)"),
    ("element turned round", MEDICINE, "Level of protein: A random forest was trained on the protein levels"),
    ("element denied once, used later", RAG, "answer: our generator does not feed the answer to the retriever"),
]
# fmt: on


@pytest.mark.parametrize(("text", "line", "why"), [case[1:] for case in FALSE], ids=[case[0] for case in FALSE])
def test_a_false_part_is_caught_with_the_reason(text: str, line: str, why: str) -> None:
    found = verdict(text, line)
    assert found.support is Support.UNSUPPORTED or found.unsupported_fields
    assert why in found.why.casefold()


@pytest.mark.parametrize(("text", "line"), [case[1:] for case in TRUE], ids=[case[0] for case in TRUE])
def test_a_true_part_passes(text: str, line: str) -> None:
    found = verdict(text, line)
    assert (found.support is not Support.UNSUPPORTED, found.unsupported_fields) == (True, ()), found.why


def test_there_are_enough_of_both() -> None:
    assert len(FALSE) >= 20
    assert len(TRUE) >= len(FALSE) - 1


def whole_plan(text: str, cases: list[tuple[str, ...]]) -> DiagramSpec:
    """One plan of every line about a text."""
    specs = [part(text, case[2]) for case in cases if case[1] is text]
    elements = {element.label: element for spec, subject in specs if subject != "e" for element in spec.elements}
    connections = {(c.source, c.target, c.label): c for spec, _ in specs for c in spec.connections}
    return DiagramSpec(elements=tuple(elements.values()), connections=tuple(connections.values()))


@pytest.mark.parametrize("text", [RAG, VISION, MEDICINE, STEPS, GERMAN, CHINESE], ids="RVMSGC")
def test_pruning_keeps_the_true_arrows_and_none_of_the_false(text: str) -> None:
    skeleton = read_skeleton(text, "")
    spec = whole_plan(text, [*FALSE, *TRUE])
    rest, report, notes = supported_only(spec, lambda spec: check_support(spec, text, skeleton=skeleton))
    assert rest is not None
    assert report.findings == ()
    false = {(c.source, c.target) for c in whole_plan(text, FALSE).connections if c.label != "gradients"}
    true = {(c.source, c.target) for c in whole_plan(text, TRUE).connections}
    drawn = {(c.source, c.target) for c in rest.connections}
    assert drawn & (false - true) == set()
    assert len(drawn & true) >= len(true) - 1  # one may lose its head noun to another element
    assert all(": " in note for note in notes)


LABELS = ("retriever", "passages", "generator", "answer", "question", "reranker", "judge", "summariser", "graph", "RPN")
QUOTES = ("", *re.split(r"(?<=\.)\s+", RAG), "The retriever returns passages … writes the answer", "made up")
elements = st.lists(
    st.builds(
        lambda label, alias, quote, repeat: Element(
            id=label, label=label, aliases=alias, evidence=quote, repeat=repeat, detail="for each question"
        ),
        st.sampled_from(LABELS),
        st.lists(st.sampled_from(LABELS), max_size=1).map(tuple),
        st.sampled_from(QUOTES),
        st.sampled_from([None, 3]),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda element: element.id,
)


@given(elements, st.data())
def test_pruning_leaves_only_supported_parts(parts: list[Element], data: st.DataObject) -> None:
    names = st.sampled_from([element.id for element in parts])
    arrows = st.builds(Connection, source=names, target=names, evidence=st.sampled_from(QUOTES))
    connections = data.draw(st.lists(arrows, max_size=8, unique_by=lambda arrow: arrow.name))
    spec = DiagramSpec(elements=tuple(parts), connections=tuple(connections))

    def check(spec: DiagramSpec) -> SupportReport:
        return check_support(spec, RAG, skeleton=Skeleton())

    rest, report, notes = supported_only(spec, check)
    if rest is None:
        assert any(part.support is Support.UNSUPPORTED for part in report.elements)
        return
    assert check(rest).findings == ()
    assert {element.id for element in rest.elements} <= {element.id for element in spec.elements}
    assert bool(notes) == (rest != spec)
