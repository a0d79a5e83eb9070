"""The search for one arrow's way over the lattice: the cheapest by steps, bends, crossings and what is dear."""

import heapq

from pb_adapters.drawing.diagrams.lattice import CORNER, Lattice, Vertex

STEP, BEND, CROSSING = 10, 45, 90


def corner_points(points: list[Vertex]) -> list[Vertex]:
    """The points of a way at which it bends, with its ends."""
    kept = [points[0]]
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        if (before[0] == here[0]) != (here[0] == after[0]):
            kept.append(here)
    return [*kept, points[-1]]


def cheapest(  # noqa: C901, PLR0912 - the one hot loop; splitting it would cost half its speed
    grid: Lattice,
    extra: list[int],
    heap: list[tuple[int, int, int]],
    best: dict[int, int],
    came: dict[int, int],
    goals: dict[int, int],
    reach: tuple[int, int, int, int],
) -> int | None:
    """Expand ``heap`` until the cheapest way to a goal is known; the states are ``vertex * 2 + orientation``."""
    width, last_row = grid.width, grid.width * (grid.height - 1)
    closed, used, dear = grid.closed, grid.used, grid.cost
    barred = (grid.no_across, grid.no_down)
    left, top, right, bottom = reach
    final: tuple[int, int] | None = None
    push, pop = heapq.heappush, heapq.heappop
    while heap:
        estimate, cost, state = pop(heap)
        if final is not None and estimate >= final[0]:
            return final[1]
        if cost > best[state]:
            continue
        vertex, heading = divmod(state, 2)
        if state in goals:
            total = cost + goals[state]
            if final is None or total < final[0]:
                final = (total, state)
        column = vertex % width
        for onward in (heading, 1 - heading):
            if onward != heading and used[vertex]:
                continue
            price = cost + STEP + (BEND if onward != heading else 0)
            mark = (1 if onward == 0 else 2) | CORNER
            for step in (1, -1) if onward == 0 else (width, -width):
                if onward == 0:
                    if (step == 1 and column == width - 1) or (step == -1 and column == 0):
                        continue
                elif (step > 0 and vertex >= last_row) or (step < 0 and vertex < width):
                    continue
                reached = vertex + step
                if closed[reached] or barred[onward][reached] or barred[onward][vertex] or used[reached] & mark:
                    continue
                paid = price + dear[reached] + extra[reached] + (CROSSING if used[reached] else 0)
                follow = reached * 2 + onward
                if paid < best.get(follow, 1 << 60):
                    best[follow] = paid
                    came[follow] = state
                    x, y = reached % width, reached // width
                    aside = left - x if x < left else x - right if x > right else 0
                    apart = top - y if y < top else y - bottom if y > bottom else 0
                    turn = BEND if (apart if onward == 0 else aside) else 0
                    push(heap, (paid + STEP * (aside + apart) + turn, paid, follow))
    return final[1] if final is not None else None
