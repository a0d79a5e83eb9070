curl -X POST https://api.paperbanana.me/api/composite \
  -H "Authorization: Bearer pb_your_api_key_here" \
  -H "Content-Type: application/json" \
  -d '{
    "source_task_ids": ["task_a", "task_b", "task_c"],
    "layout": "1x3",
    "labels": ["(a)", "(b)", "(c)"],
    "spacing": 20,
    "label_position": "bottom",
    "label_font_size": 32
  }'
