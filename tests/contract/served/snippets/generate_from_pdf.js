const file = document.querySelector("input[type=file]").files[0];
const pdf_base64 = await new Promise((resolve, reject) => {
  const reader = new FileReader();
  reader.onload = () => resolve(String(reader.result).split(",", 2)[1]);
  reader.onerror = reject;
  reader.readAsDataURL(file);
});

const res = await fetch("https://api.paperbanana.me/api/generate-from-pdf", {
  method: "POST",
  headers: {
    "Authorization": "Bearer pb_your_api_key_here",
    "Content-Type": "application/json"
  },
  body: JSON.stringify({
    pdf_base64,
    caption: "Figure 1: Overall methodology pipeline",
    pages: "2-4",
    output_formats: ["png"]
  })
});
const { task_id } = await res.json();
