"""What a server tells of itself, for tests that need one and look at a part of it."""

from pathlib import Path

from pb_core.ports.plots import PlotEngine
from pb_core.testing.memory.plots import ScriptedPlots
from pb_http.drawings import Drawings
from pb_http.engine_roles import EngineRoles
from pb_http.inspections import Inspections
from pb_http.installation import Installation


def installation_on(folder: Path, plots: PlotEngine | None = None) -> Installation:
    """An installation on a folder that draws with an engine."""
    return Installation(
        folder=folder,
        roles=EngineRoles(plans="a", sees="b", draws="c", may_draw=()),
        settings=(),
        inspections=Inspections(folder),
        drawings=Drawings(plots or ScriptedPlots()),
    )
