import requests

r = requests.get("https://api.paperbanana.me/api/health")
print(r.json())
