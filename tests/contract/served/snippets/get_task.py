r = requests.get(
    "https://api.paperbanana.me/api/tasks/a1b2c3d4e5f6",
    headers=HEADERS
)
task = r.json()
print(task)
