"""The bare framework with as many routes as we have, as its own documentation writes an application.

Usage: python benchmarks/bare_app.py PORT
"""

import sys

import uvicorn
from litestar import Litestar, get, post
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

ROUTES = 15


class Job(Struct):
    """A body."""

    text: str
    caption: str = ""


@get("/api/health")
async def health() -> dict[str, str]:
    """Whether it serves."""
    return {"status": "ok"}


def handlers() -> list[HTTPRouteHandler]:
    """One route that reads and one that writes for each of seven paths."""

    async def read(name: str) -> Job:
        return Job(name)

    async def write(data: Job) -> Job:
        return data

    pairs = ((get(f"/api/{path}/{{name:str}}")(read), post(f"/api/{path}")(write)) for path in range(ROUTES // 2))
    return [handler for pair in pairs for handler in pair]


if __name__ == "__main__":
    uvicorn.run(Litestar([health, *handlers()]), port=int(sys.argv[1]), log_level="warning")
