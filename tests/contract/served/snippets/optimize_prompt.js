const res = await fetch("https://api.paperbanana.me/api/optimize-prompt", {
  method: "POST",
  headers: {
    "Authorization": "Bearer pb_your_api_key_here",
    "Content-Type": "application/json"
  },
  body: JSON.stringify({
    description: "Draw a transformer encoder with token embeddings...",
    source_context: "Our model uses a 6-layer Transformer encoder...",
    caption: "Figure 1: Transformer encoder architecture",
    diagram_type: "methodology"
  })
});

const { task_id } = await res.json();
console.log(task_id);
