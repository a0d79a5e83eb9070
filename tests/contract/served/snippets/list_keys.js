const res = await fetch("https://api.paperbanana.me/api/admin/keys", {
  headers: { "Authorization": "Bearer YOUR_ADMIN_KEY" }
});
console.log(await res.json());
