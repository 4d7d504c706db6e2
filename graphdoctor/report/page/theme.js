/* ---- light and dark ---- */
const themes = ["auto", "light", "dark"];
byId("theme").addEventListener("click", (event) => {
  const root = document.documentElement;
  const next = themes[(themes.indexOf(root.dataset.theme || "auto") + 1) % themes.length];
  if (next === "auto") delete root.dataset.theme; else root.dataset.theme = next;
  event.currentTarget.textContent = "theme: " + next;
});

/* ---- copy ---- */
for (const button of document.querySelectorAll(".copy")) {
  button.addEventListener("click", async () => {
    const done = await copied(button.dataset.copy);
    button.textContent = done ? "copied" : "select and copy";
    setTimeout(() => { button.textContent = "copy"; }, 1500);
  });
}
async function copied(text) {
  try { await navigator.clipboard.writeText(text); return true; } catch { /* a page from disk may not: the old way */ }
  const area = make("textarea", { readonly: "" });
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}
