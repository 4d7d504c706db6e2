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
  if (event.key === "Escape" && !inspector.hidden && !dialog.open) close();
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
function member([label, type, shape, place, inside]) {
  return make("li", {}, make("code", {}, label), ` ${type} ${shape} `, insideButton(inside, `${label} · ${type}`), " ", make("span", { class: "dim" }, placeText(place)), place >= 0 ? make("div", { class: "dim" }, make("code", {}, placeCode(place))) : "");
}
function openBox(id) {
  const box = data.boxes[id];
  const list = make("ul");
  const alone = box.members.length === 1 ? insideButton(box.members[0][4], `${box.title} · ${box.members[0][1]}`, box.variables) : "";
  box.variables.slice(0, 60).forEach((index) => list.append(variableLink(index)));
  if (box.variables.length > 60) list.append(make("li", {}, `and ${box.variables.length - 60} more: search for the layer in the table`));
  const members = make("ul", {}, ...box.members.map((one) => member(alone ? [...one.slice(0, 4), -1] : one))), inside = make("ul", {}, ...box.inside.map(member));
  if (box.count > box.members.length) members.append(make("li", {}, `and ${box.count - box.members.length} more`));
  const causes = box.findings.map((finding) => make("p", {}, findingLink(finding)));
  open(make("h3", {}, box.title), alone ? make("p", {}, alone) : null, ...box.lines.map((line) => make("div", { class: "dim" }, line)), ...causes, facts([["ops", box.ops ? String(box.ops) : ""]]),
    box.variables.length ? make("b", {}, "variables") : null, box.variables.length ? list : null,
    box.members.length ? make("b", {}, box.count > 1 ? "folded in this box" : "made by") : null, box.members.length ? members : null,
    box.inside.length ? make("b", {}, "what it computes") : null, box.inside.length ? inside : null);
  light(way(id), id);
  uncover(id);
}
/* With one loss its verdict is the variable's. */
function losses(entry) {
  const verdicts = data.byLoss[entry[BY_LOSS]];
  if (Object.keys(data.losses).length < 2) return [];
  return verdicts.map(([loss, verdict]) => [data.losses[loss] || loss, tag(verdict)]);
}
/* The path op by op; a line of the user's is shown once for all the ops that it makes. */
function wayOf(entry) {
  const list = make("ol", { class: "way" });
  const { steps, types, layers } = data.paths;
  let here = entry[PATH], last = -2, item = null;
  if (here < 0) {
    for (const step of entry[STEPS]) {
      const [op, type, place, note] = data.steps[step];
      list.append(make("li", {}, make("code", {}, op), type ? ` ${type}` : "", note ? make("b", {}, ` ${note}`) : "", place >= 0 ? make("div", { class: "dim" }, placeText(place) + "  ", make("code", {}, placeCode(place))) : ""));
    }
    return list;
  }
  for (let count = 0; here >= 0 && count < 400; count += 1) {
    const [type, layer, place, next] = steps[here];
    const cut = next < 0 && entry[KIND] === "cut";
    item = make("li", cut ? { class: "cut" } : {}, make("code", {}, types[type]), layers[layer] ? ` ${layers[layer]}` : "", cut ? make("b", {}, " the gradient is cut here") : "");
    if (place >= 0 && (cut || place !== last)) item.append(make("div", { class: "dim" }, placeText(place) + "  ", make("code", {}, placeCode(place))));
    last = place;
    list.append(item);
    here = next;
  }
  if (here >= 0) list.append(make("li", {}, "…"));
  return list;
}
function openVariable(index) {
  const entry = data.variables[index];
  const box = boxOf.get(index);
  const steps = wayOf(entry);
  const made = entry[PLACE] >= 0 ? make("span", {}, placeText(entry[PLACE]) + " ", make("code", {}, placeCode(entry[PLACE]))) : "";
  const title = { path: "its gradient's path, from the variable to the loss", cut: "how far it gets, and where it is cut" };
  const told = steps.children.length > 0;
  open(make("h3", {}, make("code", {}, entry[NAME])), tag(entry[VERDICT]),
    facts([["layer", [entry[LAYER], entry[TYPE]].filter(Boolean).join(" · ")], ["shape", `${entry[SHAPE]} ${entry[DTYPE]}`], ["cause", entry[CAUSE]], ["in the source", entry[EXPRESSION]], ["made at", made], ...losses(entry)]),
    entry[FINDING] ? make("p", {}, findingLink(entry[FINDING])) : null,
    box ? make("p", {}, make("button", { type: "button", onclick: () => goTo(box, true) }, "show in the drawing")) : null,
    told ? make("b", {}, title[entry[KIND]] || "ops") : null, told ? steps : null);
  if (box) light(way(box), box);
}
