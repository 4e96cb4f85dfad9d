// Where a shape came from and what became of it, as a small tree whose names lead to the places.
import { getJson } from "./api.js";
import { el } from "./element.js";
import { dateText } from "./thai_text.js";

/** The steps of one side of the descent, each followed by those of its own record, as nested lists; `depth` 1 is next to the
 * shape itself. */
export function nested(steps) {
  const root = { children: [] };
  const path = [root];
  for (const step of steps) {
    path.length = Math.min(step.depth, path.length);
    const siblings = path.at(-1).children;
    const known = siblings.find((each) => each.step.uid === step.uid);
    const node = known || { step, children: [] };
    if (!known) siblings.push(node);
    path.push(node);
  }
  return root.children;
}

function branch(nodes, app) {
  if (!nodes.length) return null;
  return el("ul", { class: "descent" }, nodes.map(({ step, children }) => el("li", {},
    el("button", { type: "button", class: "descent-name", onclick: () => fly(step, app) }, step.title),
    el("span", { class: "muted small" }, ` ${step.act} ${dateText(step.on)}`),
    step.status ? el("span", { class: "chip chip-grey" }, step.status) : null,
    branch(children, app))));
}

async function fly(step, app) {
  if (!step.bbox) return;
  const [west, south, east, north] = step.bbox;
  app.map.fitBounds([[south, west], [north, east]], { maxZoom: 19, ...app.panel.padding() });
  const card = await getJson(`/map/place/${step.uid}`).catch(() => null);
  if (card) app.highlight(card.geometry);
}

/** An element that asks for the tree of a record and shows it; says so when there is none. */
export async function descentOf(slug, uid, app) {
  const { here, ancestors, descendants } = await getJson(`/map/lineage/${slug}/${uid}`);
  const [before, after] = [nested(ancestors), nested(descendants)];
  if (!before.length && !after.length) return el("p", { class: "muted small" }, "ไม่เคยแบ่งแยกหรือรวม");
  return el("div", { class: "descents" },
    before.length ? [el("h4", {}, "มาจาก"), branch(before, app)] : null,
    el("p", { class: "descent-here" }, el("strong", {}, here.title), here.status ? el("span", { class: "chip chip-grey" }, here.status) : null),
    after.length ? [el("h4", {}, "กลายเป็น"), branch(after, app)] : null);
}

/** A closed part of a card that loads the tree when it is opened. */
export function descentPart(slug, uid, app) {
  const holder = el("div", {});
  const part = el("details", { class: "card-descent" }, el("summary", {}, "ที่มาของแปลง"), holder);
  part.addEventListener("toggle", async () => {
    if (!part.open || holder.firstChild) return;
    holder.replaceChildren(el("p", { class: "muted small" }, "กำลังค้น…"));
    try {
      holder.replaceChildren(await descentOf(slug, uid, app));
    } catch (error) {
      holder.replaceChildren(el("p", { class: "danger small" }, error.thai || String(error)));
    }
  });
  return part;
}
