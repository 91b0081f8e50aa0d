// Maps of the overview: areas coloured by their overdue cases, and overdue cases gathered by the server.

import { get, POLL } from "app/http";
import { asText, make, onPress, untangle } from "app/map";

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const ready = () => new Promise((done) => { if (window.L) done(); else addEventListener("load", done, { once: true }); });

// --- the overview: areas by colour -------------------------------------------------------------------------------------

const values = () => JSON.parse(document.getElementById("area-values")?.textContent ?? "{}");
const shade = (value, most) => ({ fill: true, fillColor: token("--red"), fillOpacity: value ? 0.12 + 0.58 * (value / most) : 0.02, color: token("--map-edge"), weight: 1.2, interactive: true });

function labelOf(name, value) {
  const label = document.createElement("div");
  label.appendChild(asText(name));
  if (value) label.appendChild(document.createElement("b")).textContent = value;
  return label;
}

async function colourAreas(frame) {
  await ready();
  const element = frame.querySelector("[data-map]");
  const { map, fit } = make(element);
  const collection = await get(frame.dataset.areas);
  map.createPane("areas").style.zIndex = 320;
  const layer = L.geoJSON(collection, { pane: "areas" }).addTo(map);
  const paint = () => {
    const found = values();
    const most = Math.max(1, ...Object.values(found).map((each) => each.value));
    layer.eachLayer((each) => {
      const { code, name } = each.feature.properties;
      const said = found[code];
      each.setStyle(shade(said?.value ?? 0, most)).unbindTooltip().off("click");
      each.bindTooltip(labelOf(name, said?.value ?? 0), { permanent: true, direction: "center", className: "area-count" });
      const shape = each.getElement?.();
      shape?.setAttribute("role", "img");
      shape?.setAttribute("aria-label", said?.words ?? name);
      if (said) each.on("click", () => location.assign(said.url));
    });
    untangle(element);
  };
  paint();
  if (layer.getLayers().length) fit(layer.getBounds());
  document.addEventListener("htmx:afterSettle", paint);
  new MutationObserver(paint).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
}

const areas = document.querySelector("[data-areas]");
if (areas) colourAreas(areas);

// --- cases as marks, gathered by the server ----------------------------------------------------------------------------

const SIZES = [[100, 46], [20, 38], [2, 30]];
const sizeOf = (n) => SIZES.find(([from]) => n >= from)[1];

/** A ring with the share of each lamp, the number in it. */
function discIcon({ n, lamp, red, yellow, green }) {
  const size = sizeOf(n);
  const disc = document.createElement("div");
  disc.className = `disc disc-${lamp}`;
  for (const [name, upTo] of [["red", red], ["yellow", red + yellow], ["green", red + yellow + green]]) disc.style.setProperty(`--to-${name}`, `${(100 * upTo) / n}%`);
  disc.style.width = disc.style.height = `${size}px`;
  disc.appendChild(document.createElement("span")).textContent = n;
  return L.divIcon({ className: "", html: disc, iconSize: [size, size] });
}

const pinIcon = (lamp) => L.divIcon({ className: `pin pin-${lamp}`, iconSize: [18, 18] });

/** Show the case beside the map where there is a place for it, else go to its page. */
function openCase(url) {
  const side = document.getElementById("side-place");
  if (side && window.htmx) window.htmx.ajax("GET", url, { target: side, swap: "innerHTML" });
  else location.assign(url);
}

function markOf(map, feature, at) {
  const { n, lamp, red, label, url } = feature.properties;
  if (url) return onPress(L.marker(at, { icon: pinIcon(lamp), title: label, alt: label, keyboard: true, zIndexOffset: red ? 500 : 0 }), () => openCase(url));
  const words = red ? `${n} / ${red} ◆` : String(n);
  return onPress(L.marker(at, { icon: discIcon(feature.properties), title: words, alt: words, zIndexOffset: red ? 400 : -100 }), () => map.setView(at, Math.min(20, map.getZoom() + 2)));
}

async function showMarks(frame) {
  await ready();
  const element = frame.querySelector("[data-map]");
  const { map } = make(element);
  const group = L.layerGroup().addTo(map);
  let asked = 0;
  const load = async (headers) => {
    const mine = (asked += 1);
    const url = new URL(frame.dataset.marks, location.href);
    url.searchParams.set("bbox", map.getBounds().toBBoxString());
    url.searchParams.set("zoom", map.getZoom());
    const collection = await get(url, { headers });
    if (mine !== asked) return; // an older answer that comes late is not shown
    group.clearLayers();
    for (const feature of collection.features) {
      const [lng, lat] = feature.geometry.coordinates;
      group.addLayer(markOf(map, feature, [lat, lng]));
    }
    untangle(element);
  };
  const calmly = (headers) => load(headers).catch(() => {}); // the next move of the map asks again; `get` has tried three times
  map.on("moveend", () => calmly());
  calmly();
  setInterval(() => { if (!document.hidden) calmly(POLL); }, 60000);
}

for (const frame of document.querySelectorAll("[data-marks]")) showMarks(frame);
