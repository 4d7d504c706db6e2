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
const READABLE = 0.7;
function start() {
  if (!picture) return;
  /* No taller than the whole drawing needs. */
  const tall = whole[3] * Math.min(Math.max(picture.clientWidth / whole[2], READABLE), 1.6);
  if (tall < picture.clientHeight) viewer.style.height = `${Math.max(tall, 340)}px`;
  const wide = picture.clientWidth / whole[2], high = picture.clientHeight / whole[3];
  if (Math.min(wide, high) >= READABLE) { fit(); return; }
  /* Too tall to read as a whole: begin at the first finding, where the script fails, or at the top. */
  const factor = Math.min(Math.max(wide, READABLE), 1);
  const first = Object.values(data.findings).find((finding) => finding.boxes.length);
  const spot = first ? byId(first.boxes[0]) : picture.querySelector(".box.crashed");
  const target = spot ? spot.getBBox() : null;
  const y = target ? target.y + target.height / 2 : whole[1] + picture.clientHeight / factor / 2;
  const x = target && wide < READABLE ? target.x + target.width / 2 : whole[0] + whole[2] / 2;
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
    element.addEventListener("dblclick", () => openBoxInside(element.id));
    element.addEventListener("keydown", (event) => {
      if (event.key === "o") openBoxInside(element.id);
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      openBox(element.id);
    });
  }
  window.addEventListener("beforeprint", fit);
  requestAnimationFrame(start);
}
