import base64
import requests

API_KEY = "pb_your_api_key_here"
BASE = "https://api.paperbanana.me"
HEADERS = {"Authorization": f"Bearer {API_KEY}"}

pdf_base64 = base64.b64encode(open("paper.pdf", "rb").read()).decode("ascii")
r = requests.post(f"{BASE}/api/generate-from-pdf", headers=HEADERS, json={
    "pdf_base64": pdf_base64,
    "caption": "Figure 1: Overall methodology pipeline",
    "pages": "2-4",
    "output_formats": ["png"],
})
r.raise_for_status()
print(r.json())
