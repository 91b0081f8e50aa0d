// The list keeps itself fresh: every ten seconds the rows are asked for and compared; what changed is marked.

import { POLL } from "app/http";
import { mapOf } from "app/map";
import { announce } from "app/toast";
import { say } from "app/words";

const EVERY = 10000;
const body = () => document.querySelector("#cases tbody");

function mark(row) {
  row.classList.remove("is-changed");
  requestAnimationFrame(() => row.classList.add("is-changed"));
}

/** Put the new rows in place of the old; rows that did not change stay the very same elements, chosen ones too. */
function compare(now, fresh) {
  const old = new Map([...now.rows].map((row) => [row.id, row]));
  let changed = 0;
  const rows = [...fresh.rows].map((row) => {
    const before = old.get(row.id);
    if (before?.dataset.seen === row.dataset.seen) return before;
    changed += 1;
    if (before?.hasAttribute("aria-selected")) row.setAttribute("aria-selected", before.getAttribute("aria-selected"));
    const [box, was] = [row, before].map((each) => each?.querySelector("[name=case]"));
    if (box && was?.checked) box.checked = true;
    mark(row);
    return row;
  });
  if (!changed && rows.length === now.rows.length) return 0;
  now.replaceChildren(...rows);
  for (const row of rows) if (!old.has(row.id) || old.get(row.id) !== row) window.htmx.process(row);
  return changed || 1;
}

// What is the same stays, with the focus and the open definition that may be in it.
const figures = (lamps) => [...lamps.querySelectorAll(".stat-value")].map((each) => each.textContent).join("|");

async function refresh() {
  if (document.hidden || !body()) return;
  let text;
  try {
    const answer = await fetch(location.href, { headers: { "X-Live": "1", ...POLL }, signal: AbortSignal.timeout(8000) });
    if (!answer.ok || answer.redirected) return;
    text = await answer.text();
  } catch {
    return; // the next round asks again; what is shown stays
  }
  const fresh = new DOMParser().parseFromString(text, "text/html");
  if (compare(body(), fresh.querySelector("tbody"))) announce(say("updated"));
  const [shown, lamps] = [document, fresh].map((page) => page.getElementById("lamps"));
  if (shown && lamps && figures(shown) !== figures(lamps)) shown.replaceWith(lamps);
}

setInterval(refresh, EVERY);
document.addEventListener("case:moved", refresh);
document.addEventListener("visibilitychange", refresh);

// The map beside the list, kept as the person left it.
const frame = document.querySelector("[data-list-frame]");
const button = document.querySelector("[data-map-switch]");
const show = (mapped) => {
  frame.classList.toggle("is-mapped", mapped);
  button.setAttribute("aria-pressed", String(mapped));
  if (mapped) fit();
};

/** All cases of the page in view; a map that was hidden when it was made knows neither its size nor its place. */
function fit() {
  const element = document.getElementById("cases-map");
  const map = mapOf(element)?.map;
  const { cases } = JSON.parse(document.getElementById(element.dataset.map).textContent);
  if (!map || !cases.features.length) return;
  map.invalidateSize();
  map.fitBounds(L.geoJSON(cases).getBounds(), { padding: [24, 24], maxZoom: 17 });
}

if (frame && button) {
  const start = () => show((localStorage.getItem("list-map") ?? String(innerWidth >= 1680)) === "true");
  if (document.readyState === "complete") start();
  else addEventListener("load", () => setTimeout(start), { once: true }); // after the maps were made
  button.addEventListener("click", () => {
    const mapped = !frame.classList.contains("is-mapped");
    localStorage.setItem("list-map", String(mapped));
    show(mapped);
  });
}
