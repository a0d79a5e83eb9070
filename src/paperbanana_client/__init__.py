"""A client of PaperBanana: figures for papers by a server of your own.

from paperbanana_client import Client

with Client("http://127.0.0.1:8000", "pb_...") as client:
figure = client.diagram("The encoder reads tokens. The decoder ...", caption="Figure 1: Overview")
figure.save("overview.svg")
"""

from paperbanana_client.async_client import AsyncClient, AsyncFigure
from paperbanana_client.batch import Made, Order
from paperbanana_client.client import Client, Figure
from paperbanana_client.errors import (
    Forbidden,
    ForgedWebhook,
    InvalidRequest,
    NotFound,
    PaperBananaError,
    Refused,
    ServerFault,
    StillRunning,
    TaskFailed,
    TooManyRequests,
    Unauthorized,
    Unreachable,
)
from paperbanana_client.models import (
    Accepted,
    ArtifactLink,
    Candidate,
    Estimate,
    KeyStanding,
    Panel,
    Range,
    Step,
    Task,
    TaskLine,
    Waiting,
)
from paperbanana_client.webhooks import Event, verify_webhook

__all__ = [
    "Accepted",
    "ArtifactLink",
    "AsyncClient",
    "AsyncFigure",
    "Candidate",
    "Client",
    "Estimate",
    "Event",
    "Figure",
    "Forbidden",
    "ForgedWebhook",
    "InvalidRequest",
    "KeyStanding",
    "Made",
    "NotFound",
    "Order",
    "Panel",
    "PaperBananaError",
    "Range",
    "Refused",
    "ServerFault",
    "Step",
    "StillRunning",
    "Task",
    "TaskFailed",
    "TaskLine",
    "TooManyRequests",
    "Unauthorized",
    "Unreachable",
    "Waiting",
    "verify_webhook",
]
