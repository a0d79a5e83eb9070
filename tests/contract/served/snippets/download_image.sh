curl -o diagram.png https://api.paperbanana.me/api/tasks/a1b2c3d4e5f6/image \
  -H "Authorization: Bearer pb_your_api_key_here"

curl -o plot.svg "https://api.paperbanana.me/api/tasks/a1b2c3d4e5f6/image?format=svg" \
  -H "Authorization: Bearer pb_your_api_key_here"
