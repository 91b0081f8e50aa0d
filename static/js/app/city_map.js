// The map of the city: ground and cases from vector tiles, areas coloured by an indicator, an outline drawn by hand.

import { get, POLL } from "app/http";
import { make, onPress, untangle } from "app/map";
import { addressOf, drawnTiles, read, SIDE } from "app/tiles";

const frame = document.querySelector("[data-city-map]");
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const ready = () => new Promise((done) => { if (window.L) done(); else addEventListener("load", done, { once: true }); });
const EVERY = 60000; // milliseconds after which cases are asked for anew

// --- the ground --------------------------------------------------------------------------------------------------------

const rank = (number) => (feature) => feature.properties.rank === number;

function groundPaints() {
  const fill = (layer, name) => ({ layer, fill: token(name) });
  const road = (number, width) => ({ layer: "roads", keeps: rank(number), line: token("--map-road"), width });
  return [
    fill("green", "--map-green"), fill("water", "--map-water"), { layer: "water", line: token("--map-water"), width: 2 },
    fill("markets", "--map-market"), fill("buildings", "--map-building"), road(3, 1.5), road(2, 3), road(1, 4),
    { layer: "unit_grids", line: token("--map-grid"), width: 0.8, from: 16 },
  ];
}

// --- cases: a mark for each cell of the net, which can be reached by keyboard -----------------------------------------------

const SIZES = [[1000, 52], [100, 46], [20, 38], [2, 30]];
const sizeOf = (n) => SIZES.find(([from]) => n >= from)[1];
const inShort = (n) => (n < 10000 ? String(n) : `${Math.round(n / 1000)}k`);

/** A ring with the share of each lamp, the number in it. */
function discIcon({ n, lamp, red, yellow, green }) {
  const size = sizeOf(n);
  const disc = document.createElement("div");
  disc.className = `disc disc-${lamp}`;
  for (const [name, upTo] of [["red", red], ["yellow", red + yellow], ["green", red + yellow + green]]) disc.style.setProperty(`--to-${name}`, `${(100 * upTo) / n}%`);
  disc.style.width = disc.style.height = `${size}px`;
  disc.appendChild(document.createElement("span")).textContent = inShort(n);
  return L.divIcon({ className: "", html: disc, iconSize: [size, size] });
}

/** The list of exactly these cells, as the page is narrowed. */
function listOf(cell) {
  const url = new URL(frame.dataset.list, location.href);
  url.searchParams.set("cell", cell);
  return url;
}

/** Show a case beside the map where there is a place for it, else go to its page; of several, their list. */
function open(said) {
  const side = document.getElementById("side-place");
  if (!said.number) location.assign(listOf(said.cell));
  else if (side && window.htmx) window.htmx.ajax("GET", frame.dataset.case.replace("-number-", encodeURIComponent(said.number)), { target: side, swap: "innerHTML" });
  else location.assign(frame.dataset.case.replace("-number-", encodeURIComponent(said.number)));
}

const DEEPEST_SPOT = 24;

function markOf(map, said, at) {
  const single = said.n === 1;
  const label = said.number ? `${said.number} · ${said.name}` : said.red ? `${said.n} / ${said.red} ◆` : String(said.n);
  const icon = single ? L.divIcon({ className: `pin pin-${said.lamp}`, iconSize: [18, 18] }) : discIcon(said);
  const spot = said.cell.startsWith(`${DEEPEST_SPOT}/`);
  const nearer = () => (single && said.number) || spot ? open(said) : map.setView(at, Math.min(20, map.getZoom() + (single ? 4 : 2)));
  return onPress(L.marker(at, { icon, title: label, alt: label, keyboard: true, zIndexOffset: said.red ? 500 : 0 }), nearer);
}

/** The tiles of cases: nothing is drawn in them, their marks stand on the map. */
function caseTiles(map, changed) {
  const group = L.layerGroup().addTo(map);
  const fill = async (tile, coords, headers) => {
    const layer = (await read(addressOf(frame.dataset.cases, coords), headers)).cases;
    const found = [];
    for (let n = 0; n < (layer?.length ?? 0); n += 1) {
      const feature = layer.feature(n);
      const [[at]] = feature.loadGeometry();
      const corner = L.point(coords.x, coords.y).multiplyBy(SIDE).add(L.point(at.x, at.y).multiplyBy(SIDE / layer.extent));
      found.push({ said: feature.properties, at: map.unproject(corner, coords.z) });
    }
    clear(tile);
    if (tile.gone) return;
    tile.marks = found.map(({ said, at }) => ({ said, mark: markOf(map, said, at).addTo(group) }));
  };
  const clear = (tile) => { for (const { mark } of tile.marks ?? []) group.removeLayer(mark); tile.marks = []; };
  const Cases = L.GridLayer.extend({
    createTile(coords, done) {
      const tile = L.DomUtil.create("div");
      fill(tile, coords).then(() => done(null, tile), (error) => done(error, tile));
      return tile;
    },
    shown() { return Object.values(this._tiles).filter(({ coords }) => coords.z === this._tileZoom).flatMap(({ el }) => el.marks ?? []).map(({ said }) => said); },
    refresh() { return Promise.allSettled(Object.values(this._tiles).map(({ el, coords }) => fill(el, coords, POLL))).then(changed); },
  });
  const layer = new Cases({ tileSize: SIDE, minZoom: 1, keepBuffer: 1, updateWhenZooming: false });
  layer.on("tileunload", ({ tile }) => { tile.gone = true; clear(tile); });
  // While the next zoom is on its way, the marks of the last one would stand between those of the new.
  map.on("zoomend", () => { for (const { el, coords } of Object.values(layer._tiles)) if (coords.z !== layer._tileZoom) clear(el); });
  layer.on("load", changed);
  return layer.addTo(map);
}

/** The cells that are in view, as a block: what is counted, and what the list shows. */
function blockInView(map, level) {
  const [most, view] = [2 ** level, map.getBounds()];
  const column = (lng) => Math.min(most - 1, Math.max(0, Math.floor(((lng + 180) / 360) * most)));
  const sine = (lat) => Math.asinh(Math.tan((Math.max(-85, Math.min(85, lat)) * Math.PI) / 180));
  const row = (lat) => Math.min(most - 1, Math.max(0, Math.floor(((1 - sine(lat) / Math.PI) / 2) * most)));
  return { level, west: column(view.getWest()), east: column(view.getEast()), north: row(view.getNorth()), south: row(view.getSouth()) };
}

function countInView(map, layer) {
  const counter = document.querySelector("[data-in-view]");
  if (layer.isLoading()) { counter.textContent = "…"; return; } // no number before all of it is there
  const said = layer.shown();
  const level = Number(said[0]?.cell.split("/")[0] ?? 12);
  const { west, east, north, south } = blockInView(map, level);
  const inside = said.filter(({ cell }) => {
    const [, x, y] = cell.split("/").map(Number);
    return x >= west && x <= east && y >= north && y <= south;
  });
  counter.textContent = frame.dataset.countWords.replace("%d", inside.reduce((sum, { n }) => sum + n, 0));
  counter.href = listOf(`${level}/${west}-${east}/${north}-${south}`);
}

// --- areas coloured by an indicator ------------------------------------------------------------------------------------------

/** Five steps from the worst to the best value; where less is better the other way round. */
function colourAreas(map) {
  const chooser = document.querySelector("[data-indicator]");
  const legend = document.querySelector("[data-indicator-values]");
  if (!chooser) return null;
  let rows = new Map();
  const share = (value, values) => { const [low, high] = [Math.min(...values), Math.max(...values)]; return high > low ? (value - low) / (high - low) : 0; };
  const paints = () => {
    const values = [...rows.values()].map(({ value }) => value);
    return [...rows.entries()].map(([code, { value }]) => ({
      layer: "areas", keeps: (feature) => feature.properties.code === code, fill: token("--red"),
      alpha: 0.06 + 0.5 * (chooser.selectedOptions[0].dataset.good === "up" ? 1 - share(value, values) : share(value, values)),
    }));
  };
  const layer = drawnTiles(frame.dataset.areas, paints, { pane: "ground", zIndex: 2 });
  const show = async () => {
    rows = new Map();
    legend.replaceChildren();
    legend.hidden = !chooser.value;
    layer.remove();
    if (!chooser.value) return;
    const [name, percent] = [chooser.value, chooser.selectedOptions[0].dataset.percent === "yes"];
    const found = (await get(new URL(frame.dataset.indicators, location.href))).rows.filter((row) => row[name] !== null);
    rows = new Map(found.map((row) => [row.key, { label: row.label, value: row[name] }]));
    for (const { label, value } of [...rows.values()].sort((one, other) => other.value - one.value)) {
      const line = legend.insertRow();
      line.insertCell().textContent = label;
      line.insertCell().textContent = percent ? `${value} %` : value;
    }
    layer.addTo(map);
  };
  chooser.addEventListener("change", () => show().catch(() => { chooser.value = ""; }));
  return layer;
}

// --- an outline drawn by hand narrows everything -----------------------------------------------------------------------------

const narrowed = (name, value) => {
  const url = new URL(location.href);
  for (const each of ["within", "bbox", "cell"]) url.searchParams.delete(each);
  url.searchParams.set(name, value);
  location.assign(url);
};
const digits = (number) => Number(number.toFixed(6));

function drawing(map) {
  const bar = document.querySelector("[data-outline]");
  const [polygon, view] = ["[data-draw]", "[data-here]"].map((name) => bar.querySelector(name));
  view.addEventListener("click", () => narrowed("bbox", map.getBounds().toBBoxString().split(",").map((each) => digits(Number(each))).join(",")));
  const shown = (frame.dataset.within || "").split(";").filter(Boolean).map((corner) => corner.split(",").map(Number).reverse());
  if (shown.length) L.polygon(shown, { color: token("--accent"), weight: 2, fill: false, interactive: false }).addTo(map);
  if (!L.Draw) return shown;
  const { start, goOn, close, crossed } = bar.dataset;
  L.drawLocal.draw.handlers.polygon.tooltip = { start, cont: goOn, end: close };
  L.drawLocal.draw.handlers.polyline.error = crossed;
  const tool = new L.Draw.Polygon(map, { allowIntersection: false, shapeOptions: { color: token("--accent"), weight: 2 } });
  polygon.hidden = false;
  polygon.addEventListener("click", () => tool.enable());
  map.on(L.Draw.Event.CREATED, ({ layer }) => {
    const corners = layer.getLatLngs()[0].slice(0, 100);
    narrowed("within", corners.map(({ lng, lat }) => `${digits(lng)},${digits(lat)}`).join(";"));
  });
  return shown;
}

// --- the page ------------------------------------------------------------------------------------------------------------------

async function start() {
  await ready();
  const element = frame.querySelector("[data-map]");
  const kept = make(element);
  const { map } = kept;
  const ground = drawnTiles(frame.dataset.ground, groundPaints, { pane: "ground" }).addTo(map);
  const areas = colourAreas(map);
  const shown = drawing(map);
  if (shown.length) { kept.placed = true; map.fitBounds(L.latLngBounds(shown).pad(0.2), { animate: false }); }
  const count = () => { countInView(map, layer); untangle(element); };
  const layer = caseTiles(map, () => count());
  map.on("moveend", count);
  setInterval(() => { if (!document.hidden) layer.refresh(); }, EVERY);
  new MutationObserver(() => { ground.repaint(); areas?.repaint(); }).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
}

if (frame) start();
