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
function node([x, y, width, height, kind, lines], owned) {
  const radius = kind === "variable" ? height / 2 : 4;
  const group = shape("g", { class: "inner-" + kind }, shape("rect", { class: "outline", x, y, width, height, rx: radius }));
  lines.forEach((line, row) => {
    const text = shape("text", { class: row ? "small quiet" : "small strong", x: x + width / 2, y: y + 16 + 15 * row, "text-anchor": "middle" });
    text.textContent = line;
    group.append(text);
  });
  const named = kind === "variable" ? owned.filter((index) => ("/" + data.variables[index][NAME]).endsWith("/" + lines[0])) : [];
  if (named.length === 1) leadTo(group, named[0]);
  return group;
}
/* A variable in the picture leads to its entry. */
function leadTo(group, index) {
  const show = () => { dialog.close(); openVariable(index); };
  for (const [key, value] of Object.entries({ tabindex: "0", role: "button", "aria-label": data.variables[index][NAME] })) group.setAttribute(key, value);
  group.addEventListener("click", show);
  group.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    show();
  });
}
function insidePicture(drawn, label, owned) {
  const w = drawn.width + 20, h = drawn.height + 20;
  /* As a whole where that can still be read. */
  const factor = Math.max(0.75, Math.min(1.1, (window.innerHeight - 190) / h, (Math.min(1100, window.innerWidth - 24) - 40) / w));
  const svg = shape("svg", { class: "picture", role: "group", "aria-label": label, width: w * factor, height: h * factor, viewBox: `-10 -10 ${w} ${h}` });
  for (const one of drawn.wires) svg.append(...wire(one));
  for (const one of drawn.nodes) svg.append(node(one, owned));
  return svg;
}
function openInside(number, title, owned) {
  const inside = data.insides[number];
  const list = make("ol", {}, ...inside.ops.map(([first, second]) => make("li", {}, make("code", {}, first), second ? ` ${second}` : "")));
  if (inside.left) list.append(make("li", {}, `and ${inside.left} more`));
  byId("inside-title").textContent = "inside " + title;
  const drawn = inside.picture ? make("div", { class: "inside-picture", tabindex: "0" }, insidePicture(inside.picture, "what " + title + " computes", owned)) : "";
  byId("inside-body").replaceChildren(drawn, make("details", drawn ? {} : { open: "" }, make("summary", {}, `its ${inside.ops.length} ops, variables and states as a list`), list));
  dialog.showModal();
}
byId("inside-close").addEventListener("click", () => dialog.close());
dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
/* The ops of a box that stands for one layer, at once. */
function openBoxInside(id) {
  const box = data.boxes[id];
  if (box.members.length !== 1 || !data.insides[box.members[0][4]]) return;
  openBox(id);
  openInside(box.members[0][4], `${box.title} · ${box.members[0][1]}`, box.variables);
}
const insideButton = (number, title, owned = []) => number >= 0 && data.insides[number]
  ? make("button", { type: "button", class: "open-inside", onclick: () => openInside(number, title, owned) }, data.insides[number].parts ? "open: its gates" : "open: its ops")
  : "";
