PDF_B64=$(base64 -i paper.pdf | tr -d '\n')
curl -X POST https://api.paperbanana.me/api/generate-from-pdf \
  -H "Authorization: Bearer pb_your_api_key_here" \
  -H "Content-Type: application/json" \
  -d "{
    \"pdf_base64\": \"${PDF_B64}\",
    \"caption\": \"Figure 1: Overall methodology pipeline\",
    \"pages\": \"2-4\",
    \"iterations\": 3,
    \"aspect_ratio\": \"16:9\",
    \"output_formats\": [\"png\"]
  }"
