// What pages do beyond links and forms. Everything here is an addition: without it each form still posts.
"use strict";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const text = button.closest(".copyable").querySelector("pre").textContent;
  const before = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(button.closest(".copyable").querySelector("pre"));
    button.textContent = "Press Ctrl+C";
  }
  setTimeout(() => { button.textContent = before; }, 1500);
});

// A phrase that is offered for a field is written into it.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-fill]");
  if (!button) return;
  const field = document.getElementById(button.dataset.fill);
  field.value = button.textContent.trim();
  field.focus();
});

// A dangerous button waits until the word beside it was typed.
function armConfirmation(form) {
  const field = form.querySelector("[name=confirm]");
  const button = form.querySelector("button[type=submit]");
  const compare = () => { button.disabled = field.value !== form.dataset.confirm; };
  field.addEventListener("input", compare);
  compare();
}

// A text file that is dropped on a field becomes its text.
function armDrop(field) {
  field.addEventListener("dragover", (event) => { event.preventDefault(); field.classList.add("dropping"); });
  field.addEventListener("dragleave", () => field.classList.remove("dropping"));
  field.addEventListener("drop", async (event) => {
    field.classList.remove("dropping");
    const file = event.dataTransfer.files[0];
    if (!file) return;
    event.preventDefault();
    field.value = await file.text();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

function arm(root) {
  const all = (selector) => [...(root.matches?.(selector) ? [root] : []), ...root.querySelectorAll(selector)];
  all("form[data-confirm]").forEach(armConfirmation);
  all("[data-drop]").forEach(armDrop);
}

document.addEventListener("DOMContentLoaded", () => arm(document));
document.addEventListener("htmx:load", (event) => { if (event.target !== document.body) arm(event.target); });

// A form that is sent is not sent again by a second press.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.hasAttribute("hx-post")) return;
  const button = event.submitter;
  if (button) setTimeout(() => { button.disabled = true; }, 0);
});
addEventListener("pageshow", (event) => { if (event.persisted) document.querySelectorAll("button:disabled").forEach((button) => { button.disabled = false; }); });

// What is shown once is gone before a browser can keep the page to come back to.
addEventListener("pagehide", () => document.querySelectorAll("[data-once]").forEach((part) => part.remove()));
