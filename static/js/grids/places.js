// Maps of what the city keeps of where: the things of a list, coloured by a number; the outline or the point of one
// thing, which a person draws, moves and puts back. What is drawn stands as text in the form, and is kept with it.

import { get } from "app/http";
import { asText, make, tellCut } from "app/map";

const EXACT = false; // no decimal is rounded away: a border that two places share stays shared
const NEAR = 12; // pixels from which a corner goes to the corner of a neighbour
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const ready = () => new Promise((done) => { if (window.L) done(); else addEventListener("load", done, { once: true }); });
const onTheme = (paint) => new MutationObserver(paint).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });

// --- a list on the map ---------------------------------------------------------------------------------------------------

const known = (feature) => typeof feature?.properties?.value === "number";

/** More is darker; what has no number has a border only. */
function shade(feature, most) {
  const share = known(feature) && most ? Math.max(0, feature.properties.value) / most : 0;
  return { color: token("--accent"), weight: 1.2, fill: true, fillColor: token(known(feature) ? "--red" : "--accent"), fillOpacity: known(feature) ? 0.08 + 0.6 * share : 0.06 };
}

function wordsOf({ name, code, value }) {
  const label = asText(name === code || name.includes(code) ? name : `${name} ${code}`);
  if (typeof value === "number") label.appendChild(document.createElement("b")).textContent = ` ${value}`;
  return label;
}

function told(feature, layer) {
  layer.bindTooltip(wordsOf(feature.properties), { sticky: true });
  layer.on("click", () => location.assign(feature.properties.url));
}

function legend(frame, values) {
  const place = frame.querySelector("[data-places-legend]");
  if (!place) return;
  place.hidden = !values.length;
  if (!values.length) return;
  place.querySelector("[data-places-least]").textContent = "0";
  place.querySelector("[data-places-greatest]").textContent = String(Math.max(...values));
}

async function showPlaces(frame) {
  await ready();
  const element = frame.querySelector("[data-map]");
  const kept = make(element);
  const { map, fit } = kept;
  const chooser = frame.querySelector("[data-places-by]");
  map.createPane("places").style.zIndex = 360;
  const narrowed = new URL(frame.dataset.places, location.href).search.length > 1;
  kept.placed ||= narrowed; // then the map begins where the list is, not with the whole city
  let layer = null;
  let asked = 0;
  const paint = () => {
    if (!layer) return;
    const values = layer.getLayers().map((each) => each.feature).filter(known).map((each) => each.properties.value);
    layer.setStyle((feature) => shade(feature, Math.max(0, ...values)));
    legend(frame, values);
  };
  const load = async (whole) => {
    const mine = (asked += 1);
    const url = new URL(frame.dataset.places, location.href);
    if (!whole) url.searchParams.set("bbox", map.getBounds().pad(0.1).toBBoxString());
    url.searchParams.set("zoom", Math.min(20, Math.ceil(map.getZoom())));
    if (chooser?.value) url.searchParams.set("by", chooser.value);
    const collection = await get(url);
    if (mine !== asked) return; // an older answer that comes late is not shown
    layer?.remove();
    const point = (feature, at) => L.circleMarker(at, { radius: 5, pane: "places" });
    layer = L.geoJSON(collection, { pane: "places", pointToLayer: point, onEachFeature: told }).addTo(map);
    tellCut(element, "places", collection);
    paint();
    if (whole && layer.getLayers().length) fit(layer.getBounds());
  };
  const calmly = (whole = false) => load(whole).catch(() => {}); // the next move of the map asks again
  map.on("moveend", () => calmly());
  chooser?.addEventListener("change", () => calmly());
  onTheme(paint);
  calmly(narrowed);
}

// --- one place -------------------------------------------------------------------------------------------------------------

const OWN = () => ({ color: token("--accent"), weight: 2.5, fill: true, fillColor: token("--accent"), fillOpacity: 0.12 });
const BESIDE = () => ({ color: token("--map-edge"), weight: 1, fill: false, interactive: false });

/** The polygons of a feature, each a layer of its own: corners are moved one polygon at a time. */
function polygons(collection) {
  return collection.features.flatMap(({ geometry }) => {
    if (geometry.type === "Polygon") return [geometry.coordinates];
    return geometry.type === "MultiPolygon" ? geometry.coordinates : [];
  }).map((coordinates) => L.polygon(L.GeoJSON.coordsToLatLngs(coordinates, 1), { pane: "place", ...OWN() }));
}

const cornersOf = (layers) => layers.flatMap((each) => each.getLatLngs().flat(2));

/** A corner that somebody put near one of a neighbour's goes there, so that between the two there is no gap. */
function snapped(map, ring, corners, kept) {
  return ring.map((at) => {
    if (kept.has(String(at))) return at;
    const point = map.latLngToLayerPoint(at);
    let best = { far: NEAR, at };
    for (const corner of corners) {
      const far = map.latLngToLayerPoint(corner).distanceTo(point);
      if (far < best.far) best = { far, at: corner };
    }
    return best.at;
  });
}

function written(layers) {
  const parts = layers.map((each) => each.toGeoJSON(EXACT).geometry.coordinates);
  return JSON.stringify(parts.length === 1 ? { type: "Polygon", coordinates: parts[0] } : { type: "MultiPolygon", coordinates: parts });
}

/** What the tools do: they write the outline into the form and say so. */
class Outline {
  constructor(frame, map, standing) {
    this.frame = frame;
    this.map = map;
    this.standing = standing;
    this.field = document.querySelector('textarea[name="outline"]');
    this.group = L.layerGroup().addTo(map);
    this.beside = L.geoJSON(null, { style: BESIDE, pane: "edges" }).addTo(map);
    this.back();
  }

  get layers() {
    return this.group.getLayers();
  }

  show(layers) {
    this.layers.forEach((each) => each.editing?.disable());
    this.group.clearLayers();
    for (const each of layers) this.group.addLayer(each);
  }

  back() {
    this.show(polygons(this.standing));
    if (this.field) this.field.value = "";
    this.say("");
  }

  say(sentence) {
    const place = this.frame.querySelector("[data-place-said]");
    if (place) place.textContent = sentence;
  }

  keep() {
    this.field.value = written(this.layers);
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
    this.say(this.frame.dataset.done);
  }

  /** The corners that were moved go to those of neighbours; those that stand stay where they are. */
  settle(layer) {
    const kept = new Set(cornersOf(polygons(this.standing)).map(String));
    const corners = cornersOf(this.beside.getLayers());
    const [outer, ...holes] = layer.getLatLngs();
    layer.setLatLngs([snapped(this.map, outer, corners, kept), ...holes]);
    if (layer.editing?.enabled()) layer.editing.updateMarkers();
  }

  move() {
    if (cornersOf(this.layers).length > Number(this.frame.dataset.most)) {
      this.say(this.frame.dataset.many);
      return;
    }
    for (const each of this.layers) {
      each.editing.enable();
      each.on("edit", () => { this.settle(each); this.keep(); });
    }
  }

  draw() {
    this.tool?.disable();
    this.tool = new L.Draw.Polygon(this.map, { allowIntersection: false, drawError: { message: this.frame.dataset.crossed }, shapeOptions: { ...OWN() } });
    this.tool.enable();
    this.map.once(L.Draw.Event.CREATED, ({ layer }) => {
      const made = L.polygon(layer.getLatLngs(), { pane: "place", ...OWN() });
      this.show([made]);
      this.settle(made);
      this.keep();
      this.move();
    });
  }
}

/** The sentences of the drawing tool, in the page's language. */
function speak({ start, goOn, close, crossed }) {
  const said = L.drawLocal.draw.handlers;
  said.polygon.tooltip = { start, cont: goOn, end: close };
  said.polyline.error = crossed;
}

function tools(frame, outline) {
  if (!L.Draw || !outline.field || outline.field.disabled) return;
  speak(frame.dataset);
  for (const [name, work] of [["edit", () => outline.move()], ["draw", () => outline.draw()], ["undo", () => outline.back()]]) {
    const button = frame.querySelector(`[data-place-${name}]`);
    if (!button) continue;
    button.hidden = false;
    button.addEventListener("click", work);
  }
}

/** What lies around, each with its name: a list's map without the list. */
async function neighbours(frame, map, outline) {
  if (!frame.dataset.beside) return;
  const load = async () => {
    const url = new URL(frame.dataset.beside, location.href);
    url.searchParams.set("bbox", map.getBounds().toBBoxString());
    const { features } = await get(url);
    outline.beside.clearLayers().addData({ type: "FeatureCollection", features: features.filter(({ properties }) => properties.code !== frame.dataset.code) });
  };
  const calmly = () => load().catch(() => {});
  map.on("moveend", calmly);
  await calmly();
}

async function showPlace(frame) {
  await ready();
  const element = frame.querySelector("[data-map]");
  const kept = make(element);
  kept.placed ||= Boolean(frame.dataset.place); // else the whole city is shown, to begin somewhere in it
  const { map, fit } = kept;
  map.createPane("place").style.zIndex = 370;
  const standing = frame.dataset.place ? await get(frame.dataset.place) : { features: [] };
  if ("pinned" in frame.dataset) {
    pin(map, standing);
    return;
  }
  const outline = new Outline(frame, map, standing);
  onTheme(() => outline.layers.forEach((each) => each.setStyle(OWN())));
  if (outline.layers.length) fit(L.latLngBounds(cornersOf(outline.layers)).pad(0.35));
  tools(frame, outline);
  await neighbours(frame, map, outline);
}

/** A point: the mark goes where the map is pressed, and the two numbers of the form follow. */
function pin(map, { features }) {
  const fields = ["lng", "lat"].map((name) => document.querySelector(`[name="${name}"]`));
  let mark = null;
  const put = (at) => {
    mark?.remove();
    mark = L.circleMarker(at, { ...OWN(), fillOpacity: 0.6, radius: 8, pane: "place" }).addTo(map);
  };
  const [found] = features;
  if (found) {
    const at = L.GeoJSON.coordsToLatLng(found.geometry.coordinates);
    put(at);
    map.setView(at, 18);
  }
  onTheme(() => mark?.setStyle(OWN()));
  if (!fields[0] || fields[0].disabled) return;
  map.on("click", ({ latlng }) => {
    put(latlng);
    fields[0].value = latlng.lng.toFixed(7);
    fields[1].value = latlng.lat.toFixed(7);
  });
}

// --- what an uploaded file would do ------------------------------------------------------------------------------------------

async function showSketch(frame) {
  await ready();
  const kept = make(frame.querySelector("[data-map]"));
  kept.placed = true;
  const { map, fit } = kept;
  map.createPane("place").style.zIndex = 370;
  const style = (feature) => {
    const colour = token(feature.properties.action === "add" ? "--green" : "--accent");
    return { color: colour, weight: 2, fill: true, fillColor: colour, fillOpacity: 0.15 };
  };
  const layer = L.geoJSON(JSON.parse(document.getElementById(frame.dataset.sketch).textContent), {
    pane: "place", style, pointToLayer: (feature, at) => L.circleMarker(at, { ...style(feature), radius: 6, pane: "place" }),
    onEachFeature: (feature, each) => each.bindTooltip(asText(feature.properties.key), { sticky: true }),
  }).addTo(map);
  if (layer.getLayers().length) fit(layer.getBounds().pad(0.2));
  onTheme(() => layer.setStyle(style));
}

for (const frame of document.querySelectorAll("[data-sketch]")) showSketch(frame);
for (const frame of document.querySelectorAll("[data-places]")) showPlaces(frame);
for (const frame of document.querySelectorAll("[data-place]")) showPlace(frame);
