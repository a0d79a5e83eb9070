curl -X PATCH https://api.paperbanana.me/api/admin/keys/pb_a1b2c3... \
  -H "Authorization: Bearer YOUR_ADMIN_KEY" \
  -H "Content-Type: application/json" \
  -d '{"quota_remaining": 150, "quota_total": 200, "active": true}'
