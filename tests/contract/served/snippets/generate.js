const API_KEY = "pb_your_api_key_here";
const BASE = "https://api.paperbanana.me";

const submitRes = await fetch(`${BASE}/api/generate`, {
  method: "POST",
  headers: {
    "Authorization": `Bearer ${API_KEY}`,
    "Content-Type": "application/json"
  },
  body: JSON.stringify({
    source_context: "Our model uses a 6-layer Transformer encoder...",
    caption: "Figure 1: Transformer encoder architecture",
    iterations: 3,
    aspect_ratio: "16:9",
    output_formats: ["png"],
    vlm_provider: "kie",
    vlm_model: "gemini-2.5-flash",
    image_model: "nano-banana-pro",
    image_resolution: "4K"
  })
});

const { task_id } = await submitRes.json();

while (true) {
  const res = await fetch(`${BASE}/api/tasks/${task_id}`, {
    headers: { "Authorization": `Bearer ${API_KEY}` }
  });
  const task = await res.json();
  if (task.status === "completed" || task.status === "failed") {
    console.log(task);
    break;
  }
  await new Promise(resolve => setTimeout(resolve, 5000));
}
