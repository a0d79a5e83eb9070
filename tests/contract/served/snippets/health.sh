curl https://api.paperbanana.me/api/health
