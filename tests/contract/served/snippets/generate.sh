curl -X POST https://api.paperbanana.me/api/generate \
  -H "Authorization: Bearer pb_your_api_key_here" \
  -H "Content-Type: application/json" \
  -d '{
    "source_context": "Our model uses a 6-layer Transformer encoder with multi-head self-attention.",
    "caption": "Figure 1: Transformer encoder architecture",
    "iterations": 3,
    "aspect_ratio": "16:9",
    "output_formats": ["png"],
    "vlm_provider": "kie",
    "vlm_model": "gemini-2.5-flash",
    "image_model": "nano-banana-pro",
    "image_resolution": "4K"
  }'
