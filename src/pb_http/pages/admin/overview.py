"""``/admin``: what the server does now and did of late, in numbers and plots."""

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from pb_core.application.history import Overview
from pb_core.domain.tasks import TaskStatus
from pb_core.errors import NotFound
from pb_core.ports.plots import PlotRequest
from pb_http.pages.admin.overview_plots import PLOTS
from pb_http.pages.rendering import SEALED, page
from pb_http.readiness import State
from pb_http.request import ApiRequest
from pb_http.runtime import Runtime

USUAL_DAYS = 7
DAYS = ((1, "24 hours"), (7, "7 days"), (30, "30 days"), (90, "90 days"))
REDRAWN_SECONDS = 30
"""How often the address of a plot changes, so that a page that looks again gets the newest."""


@get("/")
async def overview(request: ApiRequest, days: FromQuery[int] = USUAL_DAYS) -> Response[str]:
    """Show tasks by state, what waits, throughput, latencies, cost, providers and why tasks failed."""
    runtime = request.runtime
    found = await runtime.administration.overview(days)
    state = State(checks={}) if runtime.readiness is None else await runtime.readiness.state()
    installation = runtime.installation
    return await page(
        request,
        "admin/overview.html",
        found=found,
        counts={status: _count(found, status) for status in TaskStatus},
        ended=sum(hour.completed + hour.failed for hour in found.hours),
        cost=sum(day.settled_micros for day in found.costs),
        plots={name: plot(found) for name, plot in PLOTS.items()},
        drawn=installation is not None,
        moment=int(found.now.timestamp()) // REDRAWN_SECONDS,
        days=days,
        choices=DAYS,
        failed_checks=[name for name, passed in state.checks.items() if not passed],
        left_alone=await _left_alone(runtime),
    )


async def _left_alone(runtime: Runtime) -> dict[str, int]:
    """By provider how many programs leave it alone now: this one, and those that share the database."""
    told = await runtime.state.outages.known()
    own = {} if runtime.installation is None else runtime.installation.breakers
    here = {name: int(breaker.is_open) for name, breaker in own.items()}
    return {name: max(here.get(name, 0), told.get(name, 0)) for name in sorted({*here, *told})}


@get("/plots/{name:str}")
async def overview_plot(request: ApiRequest, name: FromPath[str], days: FromQuery[int] = USUAL_DAYS) -> Response[bytes]:
    """Send a plot of the overview as SVG, drawn by our own engine a moment ago at most."""
    installation, administration = request.runtime.installation, request.runtime.administration
    plot = PLOTS.get(name)
    if installation is None or plot is None:
        raise NotFound("There is no such plot")

    async def asked() -> PlotRequest | None:
        drawable = plot(await administration.overview(days))
        return None if drawable is None else drawable.request

    picture = await installation.drawings.of(f"{name} {days}", asked)
    if picture is None:
        raise NotFound("There is nothing to draw of this time")
    headers = {"Cache-Control": f"private, max-age={REDRAWN_SECONDS}", "Content-Security-Policy": SEALED}
    return Response(picture.data, media_type=picture.media_type, headers=headers)


def _count(found: Overview, status: TaskStatus) -> int:
    return sum(state.tasks for state in found.states if state.status is status)
