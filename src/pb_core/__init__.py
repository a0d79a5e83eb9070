"""The domain of PaperBanana: tasks, quota ledger, agent roles and the refinement loop behind ports.

Imports the standard library, msgspec and anyio only; clock, network, disk and environment are ports. The names listed
in ``__all__`` are what a program that embeds the core may rely on; everything else may change between versions.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pb_core.application.assembly import Core, Options, Ports, assemble, working
    from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Group, Styling
    from pb_core.domain.pictures import Picture
    from pb_core.domain.plots.spec import PlotSpec
    from pb_core.domain.questions import CritiqueBrief, Plan, PlanBrief, StyleBrief, StyledPlan, Verdict
    from pb_core.errors import EngineError, EngineRefused, InvalidRequest, PaperBananaError, TaskFailed
    from pb_core.ports.artifacts import ArtifactStore
    from pb_core.ports.images import DrawReply, DrawRequest, ImageEngine
    from pb_core.ports.plots import PlotEngine
    from pb_core.ports.storage import Storage
    from pb_core.ports.vlm import VlmEngine, VlmReply, VlmRequest

__all__ = [
    "ArtifactStore",
    "Connection",
    "Core",
    "CritiqueBrief",
    "DiagramSpec",
    "DrawReply",
    "DrawRequest",
    "Element",
    "EngineError",
    "EngineRefused",
    "Group",
    "ImageEngine",
    "InvalidRequest",
    "Options",
    "PaperBananaError",
    "Picture",
    "Plan",
    "PlanBrief",
    "PlotEngine",
    "PlotSpec",
    "Ports",
    "Storage",
    "StyleBrief",
    "StyledPlan",
    "Styling",
    "TaskFailed",
    "Verdict",
    "VlmEngine",
    "VlmReply",
    "VlmRequest",
    "assemble",
    "working",
]

_HOMES = (
    "domain.diagrams.spec",
    "domain.pictures",
    "domain.plots.spec",
    "domain.questions",
    "errors",
    "ports.artifacts",
    "ports.images",
    "ports.plots",
    "ports.storage",
    "ports.vlm",
    "application.assembly",
)
"""Where the names are defined; the modules are loaded when a name is asked for, so that one module loads alone."""


def __getattr__(name: str) -> object:
    if name in __all__:
        for home in _HOMES:
            module = import_module(f"{__name__}.{home}")
            if name in vars(module):
                return vars(module)[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
