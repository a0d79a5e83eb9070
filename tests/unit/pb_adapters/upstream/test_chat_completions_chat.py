from io import BytesIO

import msgspec
import pytest
from PIL import Image

from pb_adapters.upstream.chat_completions import PICTURE_BYTES, ROOM_BYTES, fit, format_of, messages_of
from pb_adapters.upstream.guard import Limits
from pb_core.ports.vlm import ImagePart
from pb_core.testing.memory.vlm import sample_requests

REQUEST, _ = sample_requests()["plot-planner"]


def test_the_system_speaks_first_and_pictures_come_last() -> None:
    picture = ImagePart(media_type="image/jpeg", data=b"\xff\xd8")
    system, user = messages_of(REQUEST, (picture,), tell_schema=False)
    assert (system.role, user.role) == ("system", "user")
    assert [part.type for part in user.content] == ["text", "image_url"]
    assert user.content[0].text == REQUEST.prompt
    assert user.content[1].image_url is not None
    assert user.content[1].image_url.url == "data:image/jpeg;base64,/9g="


def test_without_a_system_there_is_one_message() -> None:
    assert len(messages_of(msgspec.structs.replace(REQUEST, system=""), (), tell_schema=False)) == 1


@pytest.mark.parametrize("system", ["Be brief.", ""])
def test_the_schema_is_told_in_the_system_and_the_prompt_stays_as_it_is(system: str) -> None:
    rules, user = messages_of(msgspec.structs.replace(REQUEST, system=system), (), tell_schema=True)
    told = rules.content[0].text or ""
    assert told.startswith(system)
    assert told.endswith("\n" + REQUEST.schema.decode())
    assert user.content[0].text == REQUEST.prompt


def test_the_name_of_a_schema_has_no_hyphen() -> None:
    told = msgspec.json.decode(msgspec.json.encode(format_of(REQUEST)))
    assert told["type"] == "json_schema"
    assert told["json_schema"]["name"] == "plot_planner"
    assert told["json_schema"]["schema"]["type"] == "object"


@pytest.mark.parametrize("count", [0, 1, 60])
async def test_many_pictures_share_the_room(count: int) -> None:
    noise = Image.effect_noise((1100, 1100), 100)
    buffer = BytesIO()
    noise.save(buffer, "PNG")
    picture = ImagePart(media_type="image/png", data=buffer.getvalue())
    assert len(picture.data) > ROOM_BYTES / 60
    pictures = await fit(msgspec.structs.replace(REQUEST, images=(picture,) * count), Limits())
    assert len(pictures) == count
    assert sum(len(one.data) for one in pictures) <= ROOM_BYTES
    assert all(len(one.data) <= PICTURE_BYTES for one in pictures)
