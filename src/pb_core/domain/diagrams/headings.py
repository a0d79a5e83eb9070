"""Headings: which name a part of the method, and under which nothing of the method is told, by closed lists."""

import re

NO_PART = re.compile(
    r"\b(?:contributions?|advantages?|benefits?|drawbacks?|limitations?|questions?|hypothes[ei]s|reasons?|challenges?|metrics?|"
    r"datasets?|data sets|baselines?|assumptions?|properties|observations?|criteria|findings|requirements?|ways?|cases|"
    r"hyper-?parameters?|settings|differences|aspects|issues|problems|competitors|authors|rules|constraints|examples|quantities|conditions|variants|excluded|considered|beiträge|vorteile|questions?)\b"
    r"|贡献|优点|问题",
    re.IGNORECASE,
)
"""What is counted or headed and is no part of a method."""
_ELSEWHERE = re.compile(
    r"^algorithms?$|"
    r"\b(?:introduction|related|examples?|theory|theorems?|proofs?|limits|negative results|drafting|assessment|"
    r"test sets?|goals|comparison|concerns|future|"
    r"background|motivation|experiments?|experimental|results?|evaluation|discussion|"
    r"conclusions?|references|bibliography|acknowledge?ments?|appendix|ablations?|baselines?|datasets?|metrics|"
    r"limitations|"
    r"preliminar(?:y|ies)|notations?|problem (?:formulation|statement|definition|setup|setting)|complexity|"
    r"implementation details|"
    r"hyper-?parameters|set(?:up|ting)|implementation|overview|overall|summary|abstract|methods?|methodology|approach|availability|ethics|contributions?|"
    r"einleitung|ergebnisse|literatur|résultats|introducción|resultados)\b|引言|实验|结论|参考文献",
    re.IGNORECASE,
)
_HOLDS_METHOD = re.compile(
    r"\b(?:overview|methods?|methodology|approach|setup|summary|abstract)\b|\bimplementation(?: details)?$",
    re.IGNORECASE,
)
_NEVER_METHOD = re.compile(
    r"\b(?:background|preliminar(?:y|ies)|notations?|related (?:work|methods?|approaches)|baselines?|comparisons?|"
    r"compar(?:ed|ative|ison) methods?|competing|alternatives?|ablations?)\b",
    re.IGNORECASE,
)
_NO_STEP = re.compile(
    r"^(?:analys[ei]s|discussions?|loss(?: functions?)?|notes?|remarks?|intuition|learning|outcomes?|participants"
    r"|training(?: and inference)?|(?:how|why|what|when|where|principles? of|definitions?|population)\b.*"
    r"|.*\b(?:details?|issues?|settings?|schedules?|resources|performance"
    r"|(?:scheme|format|study|experiment(?:al)?|reference) design(?: - .*)?)"
    r"|(?:the |our |proposed |overall |general |neural )*(?:model|method|approach|framework|system|network)?s? ?"
    r"(?:architecture|overview|structure|description|types)?"
    r"|(?:practical |further )?considerations?.*|.*\bapprovals?\b.*|.*\bat a glance|dependencies|data|system context"
    r"|installation|usage|running|monitoring|benchmarking|acceleration|features|profiles|inputs?|outputs?"
    r"|(?:package|project|repository|directory|folder|file|code) (?:layout|structure|tree)"
    r"|(?:cohort|sample|patients?|data) (?:description|characteristics)"
    r"|.*\b(?:theoretical|justifications?|guarantees|scal(?:e|ing) laws?|(?:complexity|error|convergence|cost|runtime"
    r"|theoretical) analysis))$",
    re.IGNORECASE,
)
"""Headings under which a paper argues about its method; what stands there may be read, but is no part."""


def is_elsewhere(heading: str) -> bool:
    """Whether what stands under a heading is not about the method: an introduction, experiments, results."""
    return is_aside(heading) or (_ELSEWHERE.search(heading) is not None and _HOLDS_METHOD.search(heading) is None)


def is_aside(heading: str) -> bool:
    """Whether all that stands under a heading is told beside the method: preliminaries, baselines, comparisons."""
    return _NEVER_METHOD.search(heading) is not None


def names_part(heading: str) -> bool:
    """Whether a heading names a part of the method rather than what the paper says about it."""
    return not any(pattern.search(heading) for pattern in (_ELSEWHERE, NO_PART, _NO_STEP))
