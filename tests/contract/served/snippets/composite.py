import requests

r = requests.post("https://api.paperbanana.me/api/composite", headers=HEADERS, json={
    "source_task_ids": ["task_a", "task_b", "task_c"],
    "layout": "1x3",
    "labels": ["(a)", "(b)", "(c)"],
    "spacing": 20,
    "label_position": "bottom",
    "label_font_size": 32,
})
print(r.json())
