"""The framework's application without what it would load for data that we do not use."""

from litestar import Litestar
from litestar.plugins import PluginProtocol
from litestar.plugins.core import MsgspecDIPlugin


class StructApp(Litestar):
    """An application whose handlers take and give structs of msgspec only.

    The framework adds its parts for Pydantic and attrs wherever those happen to be installed, as beside ``pb mcp``;
    loading them took a sixth of a server's start.
    """

    @staticmethod
    def _get_default_plugins(plugins: list[PluginProtocol]) -> list[PluginProtocol]:
        return [*plugins, MsgspecDIPlugin()]
