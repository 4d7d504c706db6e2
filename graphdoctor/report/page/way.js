/* The boxes and wires from a box on: along the gradient's way to the losses, or to where it is cut. */
function way(from) {
  const gradient = data.wires.some(([source, , kind]) => kind === "gradient" && source === from);
  const boxes = new Set([from]), wires = new Set(), queue = [from];
  while (queue.length) {
    const here = queue.pop();
    data.wires.forEach(([source, target, kind], index) => {
      if (source !== here || (gradient && kind !== "gradient")) return;
      wires.add(index);
      /* Behind the cut the way of the data says nothing about this variable's gradient. */
      if (kind === "cut" || kind === "proposed" || boxes.has(target)) { boxes.add(target); return; }
      boxes.add(target);
      queue.push(target);
    });
  }
  return { boxes, wires };
}
function light(lit, chosen) {
  if (!picture) return;
  picture.classList.toggle("dimmed", Boolean(lit));
  byId("unlit").hidden = !lit;
  for (const element of picture.querySelectorAll(".box")) {
    element.classList.toggle("lit", Boolean(lit && lit.boxes.has(element.id)));
    element.classList.toggle("chosen", element.id === chosen);
  }
  for (const element of picture.querySelectorAll("[data-wire]")) {
    element.classList.toggle("lit", Boolean(lit && lit.wires.has(Number(element.dataset.wire))));
  }
}
/* Moves the drawing where the details would hide the box that they are about. */
function uncover(id) {
  const element = picture && byId(id);
  if (!element) return;
  const box = element.getBoundingClientRect(), over = inspector.getBoundingClientRect(), frame = picture.getBoundingClientRect();
  if (box.right < over.left || box.bottom < over.top || box.left > over.right || box.top > over.bottom) return;
  const beside = over.left - frame.left - box.width - 20;
  const dx = beside > 0 ? over.left - 20 - box.right : 0, dy = beside > 0 ? 0 : over.top - 20 - box.bottom;
  view = { ...view, x: view.x - dx / scale(), y: view.y - dy / scale() };
  show();
}
function goTo(id, scroll) {
  const element = picture && byId(id);
  if (!element) return;
  const at = element.getBBox();
  center(at.x + at.width / 2, at.y + at.height / 2, Math.min(Math.max(scale(), 0.8), 1.6));
  if (scroll) byId("drawing").scrollIntoView();
}
/* Puts several boxes into sight at once, as large as that allows. */
function showAll(ids) {
  const all = ids.map(byId).filter(Boolean).map((element) => element.getBBox());
  const left = Math.min(...all.map((at) => at.x)), top = Math.min(...all.map((at) => at.y));
  const right = Math.max(...all.map((at) => at.x + at.width)), bottom = Math.max(...all.map((at) => at.y + at.height));
  const factor = Math.min(picture.clientWidth / (right - left + 60), picture.clientHeight / (bottom - top + 60), 1.3);
  center((left + right) / 2, (top + bottom) / 2, Math.max(factor, 0.3));
}
function lightFinding(id) {
  const finding = data.findings[id];
  if (!finding) return;
  const boxes = new Set(), wires = new Set();
  for (const box of finding.boxes) {
    const one = way(box);
    boxes.add(box);
    if (!data.wires.some(([source, , kind]) => source === box && kind === "gradient")) {
      one.boxes.forEach((name) => boxes.add(name));
      one.wires.forEach((index) => wires.add(index));
    }
  }
  light({ boxes, wires }, finding.boxes[0]);
  byId("drawing").scrollIntoView();
  if (finding.boxes.length) showAll(finding.boxes);
}
