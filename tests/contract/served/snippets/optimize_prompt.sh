curl -X POST https://api.paperbanana.me/api/optimize-prompt \
  -H "Authorization: Bearer pb_your_api_key_here" \
  -H "Content-Type: application/json" \
  -d '{
    "description": "Draw a transformer encoder with token embeddings, positional encoding, 6 encoder blocks, and a classifier head.",
    "source_context": "Our model uses a 6-layer Transformer encoder with multi-head self-attention.",
    "caption": "Figure 1: Transformer encoder architecture",
    "diagram_type": "methodology"
  }'
