r = requests.delete(
    "https://api.paperbanana.me/api/admin/keys/pb_a1b2c3...",
    headers=ADMIN_HEADERS
)
assert r.status_code == 204
