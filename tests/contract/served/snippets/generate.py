import time
import requests

API_KEY = "pb_your_api_key_here"
BASE = "https://api.paperbanana.me"
HEADERS = {"Authorization": f"Bearer {API_KEY}"}

r = requests.post(f"{BASE}/api/generate", headers=HEADERS, json={
    "source_context": "Our model uses a 6-layer Transformer encoder...",
    "caption": "Figure 1: Transformer encoder architecture",
    "iterations": 3,
    "aspect_ratio": "16:9",
    "output_formats": ["png"],
    "vlm_provider": "kie",
    "vlm_model": "gemini-2.5-flash",
    "image_model": "nano-banana-pro",
    "image_resolution": "4K",
})
r.raise_for_status()
task_id = r.json()["task_id"]

while True:
    task = requests.get(f"{BASE}/api/tasks/{task_id}", headers=HEADERS).json()
    if task["status"] in {"completed", "failed"}:
        print(task)
        break
    time.sleep(5)
