/* ---- what a box computes: a picture of its ops, and the same as a list ---- */
const dialog = byId("inside");
const SVG = "http://www.w3.org/2000/svg";
function shape(name, attributes, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}
function arrow(points) {
  const n = points.length, [x, y] = [points[n - 2], points[n - 1]];
  let dx = x - points[n - 4], dy = y - points[n - 3];
  if (!dx && !dy) { dx = x - points[n - 6]; dy = y - points[n - 5]; }
  const length = Math.hypot(dx, dy) || 1, ux = dx / length, uy = dy / length;
  const at = (along, across) => `${x - ux * along - uy * across},${y - uy * along + ux * across}`;
  return shape("polygon", { class: "wire-arrow", points: `${x},${y} ${at(7, 3)} ${at(7, -3)}` });
}
function wire([points, passes]) {
  let way = `M${points[0]} ${points[1]}`, index = 2;
  for (; index + 5 < points.length; index += 6) way += `C${points.slice(index, index + 6).join(" ")}`;
  if (index + 1 < points.length) way += `L${points[index]} ${points[index + 1]}`;
  const band = passes ? [shape("path", { class: "band thin", d: way })] : [];
  return [...band, shape("path", { class: "wire", d: way }), arrow(points)];
}
function node([x, y, width, height, kind, lines]) {
  const radius = kind === "variable" ? height / 2 : 4;
  const group = shape("g", { class: "inner-" + kind }, shape("rect", { class: "outline", x, y, width, height, rx: radius }));
  lines.forEach((line, row) => {
    const text = shape("text", { class: row ? "small quiet" : "small strong", x: x + width / 2, y: y + 16 + 15 * row, "text-anchor": "middle" });
    text.textContent = line;
    group.append(text);
  });
  return group;
}
function insidePicture(drawn, label) {
  const svg = shape("svg", { class: "picture", role: "img", "aria-label": label, width: drawn.width + 20, height: drawn.height + 20, viewBox: `-10 -10 ${drawn.width + 20} ${drawn.height + 20}` });
  for (const one of drawn.wires) svg.append(...wire(one));
  for (const one of drawn.nodes) svg.append(node(one));
  return svg;
}
function openInside(number, title) {
  const inside = data.insides[number];
  const list = make("ol", {}, ...inside.ops.map(([first, second]) => make("li", {}, make("code", {}, first), second ? ` ${second}` : "")));
  if (inside.left) list.append(make("li", {}, `and ${inside.left} more`));
  byId("inside-title").textContent = "inside " + title;
  const drawn = inside.picture ? make("div", { class: "inside-picture", tabindex: "0" }, insidePicture(inside.picture, "what " + title + " computes")) : "";
  byId("inside-body").replaceChildren(drawn, make("details", drawn ? {} : { open: "" }, make("summary", {}, `its ${inside.ops.length} ops, variables and states as a list`), list));
  dialog.showModal();
}
byId("inside-close").addEventListener("click", () => dialog.close());
dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
const insideButton = (number, title) => number >= 0 && data.insides[number]
  ? make("button", { type: "button", class: "open-inside", onclick: () => openInside(number, title) }, data.insides[number].parts ? "open: its gates" : "open: its ops")
  : "";
