"""Polls of a task without a picture, whole and answered by 304, against the bare framework."""

import httpx
import msgspec
from load import CLIENTS, compare, request, served

from pb_core.domain.requests import GenerateBody

BODY = msgspec.json.encode(GenerateBody(source_context="An encoder feeds a decoder.", caption="Overview"))

if __name__ == "__main__":
    with served("bare") as bare, served("ours") as ours:
        authorization = f"Bearer {ours.told[0]}"
        headers = {"Authorization": authorization, "Content-Type": "application/json"}
        task = httpx.post(f"{ours.url}/api/generate", headers=headers, content=BODY).json()["task_id"]
        path = f"/api/tasks/{task}"
        etag = httpx.get(ours.url + path, headers={"Authorization": authorization, "Host": "localhost"}).headers["etag"]
        floor = (bare, request("GET", path), 200)
        whole = request("GET", path, Authorization=authorization)
        known = request("GET", path, Authorization=authorization, If_None_Match=etag)
        compare(f"poll, {CLIENTS} clients", 0.6, floor, (ours, whole, 200))
        compare(f"poll answered 304, {CLIENTS} clients", 0.8, floor, (ours, known, 304))
