// The workbench: pointing at a part of the drawing, of the list or of the text shows all three. Without it the links do.
"use strict";

// A fault that names a line of a text leads to it.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-line]");
  const area = button?.closest(".field")?.querySelector("textarea");
  if (!area) return;
  const lines = area.value.split("\n");
  const line = Math.min(Number(button.dataset.line), lines.length);
  const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  area.focus();
  area.setSelectionRange(start, start + lines[line - 1].length);
  area.scrollTop = Math.max(0, (line - 4) * (area.scrollHeight / lines.length));
});

// Who was signed out while typing is told so, and not sent away from what was typed.
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const { target, xhr } = event.detail;
  if (!target.id.startsWith("told-") || !xhr.getResponseHeader("HX-Redirect")) return;
  event.preventDefault();
  target.textContent = "You were signed out: copy what you typed, and sign in again.";
});

(() => {
  const bench = document.querySelector("[data-workbench]");
  if (!bench) return;
  const panel = bench.querySelector(".source-text");
  let chosen = new Set([...bench.querySelectorAll(".part.chosen")].map((link) => link.dataset.parts));

  const keysOf = (element) => {
    const found = element?.closest?.("[data-part], [data-parts]");
    if (!found || !bench.contains(found)) return null;
    return new Set((found.dataset.part ?? found.dataset.parts).split(" "));
  };

  function show(keys, { scroll = false } = {}) {
    let first = null;
    for (const one of bench.querySelectorAll("[data-part], [data-parts]")) {
      const named = (one.dataset.part ?? one.dataset.parts).split(" ");
      const isShown = named.some((key) => keys.has(key));
      one.classList.toggle("chosen", isShown);
      if (isShown && one.matches(".source-text .passage")) first ??= one;
    }
    if (scroll && first) panel.scrollTop = first.offsetTop - panel.clientHeight / 3;
  }

  bench.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const keys = keysOf(event.target);
    if (keys) show(keys, { scroll: !event.target.closest(".source-text") });
  });
  bench.addEventListener("pointerout", (event) => {
    if (keysOf(event.target) && !keysOf(event.relatedTarget)) show(chosen);
  });
  bench.addEventListener("focusin", (event) => {
    const keys = keysOf(event.target);
    if (keys) show(keys, { scroll: !event.target.closest(".source-text") });
  });
  bench.addEventListener("focusout", (event) => { if (keysOf(event.target)) show(chosen); });
  bench.addEventListener("click", (event) => {
    const keys = keysOf(event.target);
    if (!keys) return;
    chosen = keys;
    show(chosen, { scroll: !event.target.closest(".source-text") });
    const part = event.target.closest("[data-part]");
    if (part) bench.querySelector(`.bench-parts [data-parts="${part.dataset.part.split(" ")[0]}"]`)?.click();
  });

  show(chosen, { scroll: true });
})();
