curl https://api.paperbanana.me/api/tasks/a1b2c3d4e5f6 \
  -H "Authorization: Bearer pb_your_api_key_here"
