const data = JSON.parse(document.getElementById("data").textContent);
const NAME = 0, LAYER = 1, TYPE = 2, SHAPE = 3, DTYPE = 4, VERDICT = 5, CAUSE = 6, FINDING = 7, EXPRESSION = 8, PLACE = 9, KIND = 10, STEPS = 11, BY_LOSS = 12, PATH = 13;
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
