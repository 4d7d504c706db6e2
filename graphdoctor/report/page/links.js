/* ---- links between all of these ---- */
for (const article of document.querySelectorAll("article.finding")) {
  const id = article.dataset.finding;
  const drawing = article.querySelector(".show-drawing");
  if (drawing) drawing.addEventListener("click", () => lightFinding(id));
  for (const table of article.querySelectorAll(".show-table")) table.addEventListener("click", () => showTable(id, ""));
}
for (const chip of document.querySelectorAll(".chip")) chip.addEventListener("click", () => showTable(null, chip.dataset.verdict));
for (const button of document.querySelectorAll(".to-layer")) {
  const found = Object.entries(data.boxes).find(([, box]) => box.members.some(([label]) => label === button.textContent));
  if (found) button.addEventListener("click", () => { byId("drawing").scrollIntoView(); goTo(found[0], false); openBox(found[0]); });
  else button.disabled = true;
}
/* Pointing at a variable's row shows its way in the drawing, if nothing is open. */
if (rows) {
  const point = (event) => {
    const row = event.target.closest("tr[data-index]");
    if (!inspector.hidden) return;
    const box = row ? boxOf.get(Number(row.dataset.index)) : undefined;
    light(box ? way(box) : null, box);
  };
  rows.addEventListener("pointerover", point);
  rows.addEventListener("pointerleave", () => { if (inspector.hidden) light(null); });
}
