import asyncio
from functools import partial

from pb_http.wire.turns import Turns


async def begun_in_turns(turns: Turns, connections: str, each: int = 1, gone: str = "") -> list[list[str]]:
    """What begins in each turn of the loop where every connection has some requests, and some go away at once."""
    loop, left = asyncio.get_running_loop(), dict.fromkeys(connections, each)
    begun: list[list[str]] = [[]]

    def begin(connection: str) -> None:
        begun[-1].append(connection)
        left[connection] -= 1
        if left[connection]:
            turns.wait(loop, connection, partial(begin, connection))

    for connection in connections:
        turns.wait(loop, connection, partial(begin, connection))
    for connection in gone:
        turns.leave(connection)
    while len(begun) < 10:
        await asyncio.sleep(0)
        begun.append([])
    return [turn for turn in begun if turn]


async def test_one_request_begins_in_each_turn_and_connections_take_turns() -> None:
    turns = Turns()
    assert await begun_in_turns(turns, "abc", each=2) == [["a"], ["b"], ["c"], ["a"], ["b"], ["c"]]
    assert await begun_in_turns(turns, "a") == [["a"]]


async def test_what_waited_on_a_connection_that_is_gone_never_begins() -> None:
    turns = Turns()
    assert await begun_in_turns(turns, "abc", gone="ac") == [["b"]]
    assert await begun_in_turns(turns, "ab", gone="ab") == []
    assert await begun_in_turns(turns, "d") == [["d"]]
