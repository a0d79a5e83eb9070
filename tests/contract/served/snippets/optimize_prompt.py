import requests

r = requests.post("https://api.paperbanana.me/api/optimize-prompt", headers=HEADERS, json={
    "description": "Draw a transformer encoder with token embeddings...",
    "source_context": "Our model uses a 6-layer Transformer encoder...",
    "caption": "Figure 1: Transformer encoder architecture",
    "diagram_type": "methodology",
})
print(r.json())
