const res = await fetch("https://api.paperbanana.me/api/health");
const data = await res.json();
console.log(data);
