from pb_core.domain.diagrams.quotations import compiled
from pb_core.domain.diagrams.skeleton.reading import read_skeleton


def test_evidence_is_verbatim_and_holds_the_name() -> None:
    source = r"The model comprises a \emph{feature extrac-" "\ntor} and a \\textbf{reader} \\cite{x}."
    for item in read_skeleton(source).items:
        assert item.evidence in source
        assert compiled(readable_of(item.evidence)).contains(item.name)


def readable_of(evidence: str) -> str:
    return evidence.replace(r"\emph{", "").replace("}", "")
