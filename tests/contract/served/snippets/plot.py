import json
import requests

data = {
    "models": ["ResNet-50", "ViT-B/16", "EfficientNet-B4"],
    "accuracy": [76.1, 81.8, 82.9],
}

r = requests.post("https://api.paperbanana.me/api/plot", headers=HEADERS, json={
    "data_json": json.dumps(data),
    "intent": "Bar chart comparing model accuracy with value labels",
    "iterations": 3,
    "aspect_ratio": "4:3",
    "output_formats": ["png", "svg", "pdf"],
    "vlm_provider": "apimart",
    "vlm_model": "gemini-2.5-flash",
})
print(r.json())
