
(() => {
"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const NAME = 0, LAYER = 1, TYPE = 2, SHAPE = 3, DTYPE = 4, VERDICT = 5, CAUSE = 6, FINDING = 7, EXPRESSION = 8, PLACE = 9, KIND = 10, STEPS = 11, BY_LOSS = 12;
const byId = (id) => document.getElementById(id);
const boxOf = new Map();
for (const [id, box] of Object.entries(data.boxes)) for (const index of box.variables) if (!boxOf.has(index)) boxOf.set(index, id);

/* Elements are made, never parsed: a name is text whatever stands in it. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "onclick") element.addEventListener("click", value);
    else if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
}
const placeText = (index) => (index >= 0 ? data.places[index][0] : "");
const placeCode = (index) => (index >= 0 ? data.places[index][1] : "");

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

/* ---- the drawing: pan and zoom by the view box ---- */
const picture = byId("picture"), viewer = byId("viewer");
const whole = picture ? picture.getAttribute("viewBox").split(" ").map(Number) : [0, 0, 1, 1];
let view = { x: whole[0], y: whole[1], w: whole[2], h: whole[3] };
let waiting = false;
function show() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    picture.setAttribute("viewBox", `${view.x} ${view.y} ${view.w} ${view.h}`);
  });
}
const scale = () => Math.min(picture.clientWidth / view.w, picture.clientHeight / view.h) || 1;
function fit() {
  view = { x: whole[0], y: whole[1], w: whole[2], h: whole[3] };
  show();
}
/* Puts a point of the drawing into the middle, at so many screen pixels per unit. */
function center(x, y, factor) {
  const w = picture.clientWidth / factor, h = picture.clientHeight / factor;
  view = { x: x - w / 2, y: y - h / 2, w, h };
  show();
}
function zoom(by, clientX, clientY) {
  const rectangle = picture.getBoundingClientRect();
  const factor = Math.min(Math.max(scale() * by, 0.05), 6);
  const middleX = view.x + view.w / 2, middleY = view.y + view.h / 2;
  const dx = clientX === undefined ? 0 : clientX - rectangle.left - rectangle.width / 2;
  const dy = clientY === undefined ? 0 : clientY - rectangle.top - rectangle.height / 2;
  const x = middleX + dx / scale(), y = middleY + dy / scale();
  center(x - dx / factor, y - dy / factor, factor);
}
function start() {
  if (!picture) return;
  const wide = picture.clientWidth / whole[2], high = picture.clientHeight / whole[3];
  if (Math.min(wide, high) >= 0.55) { fit(); return; }
  /* Too tall to read as a whole: begin at the first finding, or at the top. */
  const factor = Math.min(Math.max(wide, 0.55), 1);
  const first = Object.values(data.findings).find((finding) => finding.boxes.length);
  const target = first ? byId(first.boxes[0]).getBBox() : null;
  const y = target ? target.y + target.height / 2 : whole[1] + picture.clientHeight / factor / 2;
  const x = target && wide < 0.55 ? target.x + target.width / 2 : whole[0] + whole[2] / 2;
  const w = picture.clientWidth / factor, h = picture.clientHeight / factor;
  center(inside(x, w, whole[0], whole[2]), inside(y, h, whole[1], whole[3]), factor);
}
/* The middle nearest to `middle` that shows nothing beyond the drawing, or the drawing's own where all of it fits. */
function inside(middle, size, from, extent) {
  if (size >= extent) return from + extent / 2;
  return Math.min(Math.max(middle, from + size / 2), from + extent - size / 2);
}
if (picture) {
  const fingers = new Map();
  let moved = 0;
  viewer.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoom(Math.exp(-event.deltaY / 300), event.clientX, event.clientY);
  }, { passive: false });
  picture.addEventListener("pointerdown", (event) => {
    fingers.set(event.pointerId, [event.clientX, event.clientY]);
    moved = 0;
    viewer.classList.toggle("live", event.pointerType === "touch");
  });
  window.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const dx = event.clientX - before[0], dy = event.clientY - before[1];
    moved += Math.abs(dx) + Math.abs(dy);
    if (fingers.size === 2) {
      const [other] = [...fingers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
      const old = Math.hypot(before[0] - other[0], before[1] - other[1]);
      const now = Math.hypot(event.clientX - other[0], event.clientY - other[1]);
      zoom(now / (old || 1), (event.clientX + other[0]) / 2, (event.clientY + other[1]) / 2);
    } else if (moved > 4) {
      picture.classList.add("moving");
      const factor = scale();
      view = { ...view, x: view.x - dx / factor, y: view.y - dy / factor };
      show();
    }
    fingers.set(event.pointerId, [event.clientX, event.clientY]);
  });
  const lifted = (event) => { fingers.delete(event.pointerId); picture.classList.remove("moving"); };
  window.addEventListener("pointerup", lifted);
  window.addEventListener("pointercancel", lifted);
  byId("zoom-in").addEventListener("click", () => zoom(1.3));
  byId("zoom-out").addEventListener("click", () => zoom(1 / 1.3));
  byId("fit").addEventListener("click", fit);
  byId("unlit").addEventListener("click", () => light(null));
  viewer.addEventListener("keydown", (event) => {
    const step = 60 / scale();
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    if (event.target !== viewer && moves[event.key]) return;
    if (event.key === "+" || event.key === "=") zoom(1.3);
    else if (event.key === "-") zoom(1 / 1.3);
    else if (event.key === "0") fit();
    else if (moves[event.key]) view = { ...view, x: view.x + moves[event.key][0], y: view.y + moves[event.key][1] };
    else return;
    event.preventDefault();
    show();
  });
  for (const element of picture.querySelectorAll(".box")) {
    if (!data.boxes[element.id]) continue;
    element.setAttribute("tabindex", "0");
    element.setAttribute("role", "button");
    element.setAttribute("aria-label", data.boxes[element.id].title);
    element.addEventListener("click", () => { if (moved <= 4) openBox(element.id); });
    element.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      openBox(element.id);
    });
  }
  requestAnimationFrame(start);
}
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
function goTo(id, scroll) {
  const element = picture && byId(id);
  if (!element) return;
  const at = element.getBBox();
  center(at.x + at.width / 2, at.y + at.height / 2, Math.min(Math.max(scale(), 0.8), 1.6));
  if (scroll) byId("drawing").scrollIntoView();
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
  if (finding.boxes.length) goTo(finding.boxes[0], false);
}

/* ---- details ---- */
const inspector = byId("inspector"), details = byId("details");
let opener = null;
function open(...content) {
  if (inspector.hidden) opener = document.activeElement;
  details.replaceChildren(...content.filter(Boolean));
  inspector.hidden = false;
  inspector.scrollTop = 0;
}
function close() {
  inspector.hidden = true;
  light(null);
  if (opener && opener.focus) opener.focus({ preventScroll: true });
}
byId("close").addEventListener("click", close);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !inspector.hidden) close();
  if (event.key === "/" && !/INPUT|TEXTAREA|SELECT/.test(document.activeElement.tagName) && byId("search")) {
    event.preventDefault();
    byId("search").focus();
  }
});
const tag = (verdict) => make("span", { class: "tag " + verdict }, data.verdicts[verdict] || verdict);
function facts(pairs) {
  const list = make("dl");
  for (const [name, value] of pairs) if (value !== "" && value !== null) list.append(make("dt", {}, name), make("dd", {}, value));
  return list;
}
function variableLink(index) {
  const entry = data.variables[index];
  return make("li", {}, make("button", { class: "link", type: "button", onclick: () => openVariable(index) }, entry[NAME]), " ", tag(entry[VERDICT]));
}
function findingLink(id) {
  const article = [...document.querySelectorAll("article.finding")].find((one) => one.dataset.finding === id);
  if (!article) return id;
  return make("a", { href: "#" + article.id }, article.querySelector("h3").textContent);
}
function member([label, type, shape, place]) {
  return make("li", {}, make("code", {}, label), ` ${type} ${shape} `, make("span", { class: "dim" }, placeText(place)), place >= 0 ? make("div", { class: "dim" }, make("code", {}, placeCode(place))) : "");
}
function openBox(id) {
  const box = data.boxes[id];
  const list = make("ul");
  box.variables.slice(0, 60).forEach((index) => list.append(variableLink(index)));
  if (box.variables.length > 60) list.append(make("li", {}, `and ${box.variables.length - 60} more: search for the layer in the table`));
  const members = make("ul", {}, ...box.members.map(member)), inside = make("ul", {}, ...box.inside.map(member));
  if (box.count > box.members.length) members.append(make("li", {}, `and ${box.count - box.members.length} more`));
  const causes = box.findings.map((finding) => make("p", {}, findingLink(finding)));
  open(make("h3", {}, box.title), ...box.lines.map((line) => make("div", { class: "dim" }, line)), ...causes, facts([["ops", box.ops ? String(box.ops) : ""]]),
    box.variables.length ? make("b", {}, "variables") : null, box.variables.length ? list : null,
    box.members.length ? make("b", {}, box.count > 1 ? "folded in this box" : "made by") : null, box.members.length ? members : null,
    box.inside.length ? make("b", {}, "what it computes") : null, box.inside.length ? inside : null);
  light(way(id), id);
}
/* With one loss its verdict is the variable's. */
function losses(entry) {
  const verdicts = data.byLoss[entry[BY_LOSS]];
  if (Object.keys(data.losses).length < 2) return [];
  return verdicts.map(([loss, verdict]) => [data.losses[loss] || loss, tag(verdict)]);
}
function openVariable(index) {
  const entry = data.variables[index];
  const box = boxOf.get(index);
  const steps = make("ol");
  for (const step of entry[STEPS]) {
    const [op, type, place, note] = data.steps[step];
    steps.append(make("li", {}, make("code", {}, op), type ? ` ${type}` : "", note ? make("b", {}, ` ${note}`) : "", place >= 0 ? make("div", { class: "dim" }, placeText(place) + "  ", make("code", {}, placeCode(place))) : ""));
  }
  const made = entry[PLACE] >= 0 ? make("span", {}, placeText(entry[PLACE]) + " ", make("code", {}, placeCode(entry[PLACE]))) : "";
  const title = { path: "its gradient's path, from the variable to the loss", cut: "how far it gets, and where it is cut" };
  open(make("h3", {}, make("code", {}, entry[NAME])), tag(entry[VERDICT]),
    facts([["layer", [entry[LAYER], entry[TYPE]].filter(Boolean).join(" · ")], ["shape", `${entry[SHAPE]} ${entry[DTYPE]}`], ["cause", entry[CAUSE]], ["in the source", entry[EXPRESSION]], ["made at", made], ...losses(entry)]),
    entry[FINDING] ? make("p", {}, findingLink(entry[FINDING])) : null,
    box ? make("p", {}, make("button", { type: "button", onclick: () => goTo(box, true) }, "show in the drawing")) : null,
    entry[STEPS].length ? make("b", {}, title[entry[KIND]] || "ops") : null, entry[STEPS].length ? steps : null);
  if (box) light(way(box), box);
}

/* ---- the table: only the rows in sight exist ---- */
const grid = byId("grid"), rows = byId("rows");
let showTable = () => {};
if (grid) {
  const order = new Intl.Collator("en", { numeric: true });
  const texts = data.variables.map((entry) => [entry[NAME], entry[LAYER], entry[TYPE], entry[CAUSE], data.verdicts[entry[VERDICT]], entry[VERDICT], placeText(entry[PLACE]), entry[EXPRESSION]].join("\n").toLowerCase());
  const worst = { disconnected: 0, zero: 1, untrained: 2, connected: 3, frozen: 4 };
  const keys = { [VERDICT]: (entry) => String(worst[entry[VERDICT]]), [PLACE]: (entry) => placeText(entry[PLACE]) };
  let shown = data.variables.map((_, index) => index), column = VERDICT, upward = true, only = null, current = -1, high = 33, drawn = "";
  const cell = (content, style) => make("td", style ? { class: style } : {}, content);
  function row(position) {
    const index = shown[position], entry = data.variables[index];
    const name = cell(entry[NAME], "name");
    name.title = entry[NAME];
    const element = make("tr", { "aria-rowindex": position + 2 }, cell(tag(entry[VERDICT])), name, cell(entry[LAYER], "wide"), cell(entry[SHAPE], "wide"), cell(entry[CAUSE], "middle"), cell(placeText(entry[PLACE]), "wide"));
    element.dataset.index = index;
    if (position === current) element.className = "current";
    return element;
  }
  function space(count) {
    const element = make("tr", { class: "space", "aria-hidden": "true" }, make("td"));
    element.firstChild.style.height = `${count * high}px`;
    return element;
  }
  function render(all = false) {
    const first = all ? 0 : Math.max(0, Math.floor(grid.scrollTop / high) - 20);
    const last = all ? Math.min(shown.length, 5000) : Math.min(shown.length, Math.ceil((grid.scrollTop + grid.clientHeight) / high) + 20);
    const state = [first, last, column, upward, current, shown.length, only, byId("search").value].join();
    if (state === drawn) return;
    drawn = state;
    const parts = first ? [space(first)] : [];
    for (let position = first; position < last; position += 1) parts.push(row(position));
    if (last < shown.length) parts.push(space(shown.length - last));
    rows.replaceChildren(...parts);
    const real = rows.querySelector("tr:not(.space)");
    if (real && real.offsetHeight) high = real.getBoundingClientRect().height;
  }
  function update() {
    const words = byId("search").value.toLowerCase().split(/\s+/).filter(Boolean), verdict = byId("verdict-filter").value;
    const allowed = only ? new Set(data.findings[only].variables) : null;
    shown = [];
    texts.forEach((text, index) => {
      if ((!verdict || data.variables[index][VERDICT] === verdict) && (!allowed || allowed.has(index)) && words.every((word) => text.includes(word))) shown.push(index);
    });
    const key = keys[column] || ((entry) => entry[column]);
    const sortable = shown.map((index) => [key(data.variables[index]), index]);
    sortable.sort((a, b) => (upward ? 1 : -1) * order.compare(a[0], b[0]) || a[1] - b[1]);
    shown = sortable.map((pair) => pair[1]);
    current = -1;
    drawn = "";
    grid.scrollTop = 0;
    byId("table").setAttribute("aria-rowcount", shown.length + 1);
    byId("count").textContent = shown.length === data.variables.length ? `${shown.length} variables` : `${shown.length} of ${data.variables.length} variables`;
    byId("clear-filter").hidden = shown.length === data.variables.length;
    for (const head of document.querySelectorAll("#table th")) {
      head.setAttribute("aria-sort", Number(head.dataset.column) !== column ? "none" : upward ? "ascending" : "descending");
    }
    render();
  }
  showTable = (finding, verdict) => {
    only = finding;
    byId("search").value = "";
    byId("verdict-filter").value = verdict || "";
    update();
    byId("variables").scrollIntoView();
  };
  grid.addEventListener("scroll", () => requestAnimationFrame(() => render()), { passive: true });
  byId("search").addEventListener("input", update);
  byId("verdict-filter").addEventListener("change", update);
  byId("clear-filter").addEventListener("click", () => showTable(null, ""));
  for (const head of document.querySelectorAll("#table th")) {
    head.firstElementChild.addEventListener("click", () => {
      const wanted = Number(head.dataset.column);
      upward = wanted === column ? !upward : true;
      column = wanted;
      update();
    });
  }
  rows.addEventListener("click", (event) => {
    const element = event.target.closest("tr[data-index]");
    if (element) openVariable(Number(element.dataset.index));
  });
  grid.addEventListener("keydown", (event) => {
    const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15, Home: -1e9, End: 1e9 };
    if (event.target !== grid) return;
    if (event.key === "Enter" && current >= 0) { openVariable(shown[current]); return; }
    if (!(event.key in moves)) return;
    event.preventDefault();
    current = Math.min(Math.max(current + moves[event.key], 0), shown.length - 1);
    const top = current * high;
    if (top < grid.scrollTop) grid.scrollTop = top;
    if (top + 2 * high > grid.scrollTop + grid.clientHeight) grid.scrollTop = top + 2 * high - grid.clientHeight;
    render();
  });
  window.addEventListener("beforeprint", () => { drawn = ""; render(true); });
  window.addEventListener("afterprint", () => { drawn = ""; render(); });
  update();
}

/* ---- links between all of these ---- */
for (const article of document.querySelectorAll("article.finding")) {
  const id = article.dataset.finding;
  const drawing = article.querySelector(".show-drawing"), table = article.querySelector(".show-table");
  if (drawing) drawing.addEventListener("click", () => lightFinding(id));
  if (table) table.addEventListener("click", () => showTable(id, ""));
}
for (const chip of document.querySelectorAll(".chip")) chip.addEventListener("click", () => showTable(null, chip.dataset.verdict));
})();
