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
  // Of a long path the file and the line are worth the room, of a long name its end: the rest is left out in front.
  const shortPlace = (place) => tail(place.length > 14 ? place.replace(/^.*[\\/](?=.)/, "…/") : place, room(5, 7.85));
  const tail = (text, most) => (text.length > most ? "…" + text.slice(text.length - most + 1) : text);
  const heads = document.querySelectorAll("#table th");
  const room = (index, wide) => Math.max(8, Math.floor((heads[index].clientWidth - 24) / wide));
  let letters = 40;
  function row(position) {
    const index = shown[position], entry = data.variables[index];
    const name = cell(tail(entry[NAME], letters), "name");
    name.title = entry[NAME];
    const made = cell(shortPlace(placeText(entry[PLACE])), "wide name");
    made.title = placeText(entry[PLACE]);
    const element = make("tr", { "aria-rowindex": position + 2 }, cell(tag(entry[VERDICT])), name, cell(entry[LAYER], "wide"), cell(entry[SHAPE], "wide"), cell(entry[CAUSE], "middle"), made);
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
    letters = all ? 400 : room(1, 7.85);
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
