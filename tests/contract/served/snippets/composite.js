const res = await fetch("https://api.paperbanana.me/api/composite", {
  method: "POST",
  headers: {
    "Authorization": "Bearer pb_your_api_key_here",
    "Content-Type": "application/json"
  },
  body: JSON.stringify({
    source_task_ids: ["task_a", "task_b", "task_c"],
    layout: "1x3",
    labels: ["(a)", "(b)", "(c)"],
    spacing: 20,
    label_position: "bottom",
    label_font_size: 32
  })
});

console.log(await res.json());
