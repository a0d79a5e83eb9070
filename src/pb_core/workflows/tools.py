"""What every workflow works with."""

from msgspec import Struct

from pb_core.engines import Engines
from pb_core.journal import Journal
from pb_core.ports.artifacts import ArtifactStore
from pb_core.ports.pdf import PdfReader


class Tools(Struct, frozen=True, kw_only=True):
    """The engines and stores of the installation."""

    engines: Engines
    artifacts: ArtifactStore
    pdf: PdfReader


class Bench(Struct, frozen=True, kw_only=True):
    """The tools together with the journal of the task at hand; ``owner`` names its artifact namespace."""

    tools: Tools
    journal: Journal
    owner: str
