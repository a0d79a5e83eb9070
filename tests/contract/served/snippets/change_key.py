r = requests.patch(
    "https://api.paperbanana.me/api/admin/keys/pb_a1b2c3...",
    headers=ADMIN_HEADERS,
    json={"quota_remaining": 150, "quota_total": 200, "active": True}
)
print(r.json())
