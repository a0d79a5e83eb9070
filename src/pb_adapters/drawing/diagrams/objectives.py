"""Objectives that are no losses: what is measured after training, and likelihoods, keep the outline but not the red."""

from msgspec.structs import replace

from pb_core.domain.diagrams.spec import DiagramSpec, Element, ElementKind, Shape
from pb_core.domain.diagrams.words import fold

_MEASURES = frozenset(
    {
        *("accuracy", "auc", "auprc", "auroc", "benchmark", "bleu", "cer", "evaluation", "f1", "fid", "hota", "idf1"),
        *("iou", "likelihood", "lpips", "map", "measure", "metric", "metrics", "miou", "mota", "mrr", "ndcg"),
        *("perplexity", "precision", "psnr", "recall", "rouge", "score", "scores", "ssim", "wer"),
    }
)
"""Last words of names that no training minimises as they stand; "log-likelihood" is one that some do."""
_MINIMISED = frozenset({"loss", "negative", "penalty"})


def losses_alone(spec: DiagramSpec) -> DiagramSpec:
    """A spec whose objectives are losses: others are hexagons without the red of losses and of their arrows."""
    return replace(spec, elements=tuple(map(_as_measure_unless_loss, spec.elements)))


def _as_measure_unless_loss(element: Element) -> Element:
    if element.kind is not ElementKind.OBJECTIVE:
        return element
    words = fold(element.label).split()
    is_measure = bool(words) and words[-1] in _MEASURES and _MINIMISED.isdisjoint(words)
    if not is_measure:
        return element
    return replace(element, kind=ElementKind.PROCESS, shape=element.shape or Shape.HEXAGON)
