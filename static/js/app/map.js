// Leaflet in [data-map] elements, from the JSON script each names. Without tiles the city's own layers are the ground.
// The page loads leaflet/leaflet.js (global L) and its style before; see templates/components/leaflet.html.

import { get } from "app/http";
import { say } from "app/words";

const made = new WeakMap();
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** A kind of ground in its colour, whatever it is drawn as: a surface filled, a line as a line, a point as a dot. */
const surface = (name, weight) => (feature) => {
  const line = feature?.geometry?.type.endsWith("LineString");
  return { stroke: Boolean(line), color: token(name), weight, fill: !line, fillColor: token(name), fillOpacity: 1, interactive: false };
};
const STYLES = {
  green: surface("--map-green", 2),
  water: surface("--map-water", 2),
  market: surface("--map-market", 2),
  building: surface("--map-building", 1),
  road: surface("--map-road", 3),
  grid: () => ({ color: token("--map-grid"), weight: 0.7, fill: false, interactive: false }),
  street: () => ({ color: token("--map-edge"), weight: 1.4, dashArray: "5 4", fill: false, interactive: false }),
  area: () => ({ color: token("--map-edge"), weight: 2.2, fill: false, interactive: false }),
};

/** What the map has to say now; without it what stands of its ground (`note`). */
function status(element, sentence) {
  element.said = sentence;
  const place = element.parentElement.querySelector("[data-map-status]");
  place.textContent = sentence || element.note || "";
  place.hidden = !place.textContent;
}

function note(element, sentence) {
  element.note = sentence;
  status(element, element.said ?? "");
}

function pinIcon(lamp) {
  return L.divIcon({ className: `pin pin-${lamp || "grey"}`, iconSize: lamp === "here" ? [22, 28] : [18, 18], iconAnchor: lamp === "here" ? [11, 27] : [9, 9] });
}

function caseMarker(feature, at) {
  const { lamp, label = "", url = "" } = feature.properties;
  const marker = L.marker(at, { icon: pinIcon(lamp), title: label, alt: label, keyboard: true });
  const text = document.createElement(url ? "a" : "span");
  if (url) text.href = url;
  text.textContent = label;
  return marker.bindPopup(text);
}

/** A name that the city gave, as text: Leaflet takes a string for HTML. */
export function asText(words) {
  const element = document.createElement("span");
  element.textContent = words;
  return element;
}

/** By a click, and by Enter on who came by Tab: Leaflet opens popups by Enter, and nothing else. */
export const onPress = (marker, act) => marker.on("click", act).on("keypress", ({ originalEvent }) => { if (originalEvent.key === "Enter") act(); });

const GROUND = ["green", "water", "market", "building", "road"];

function drawn(collection, kind, name) {
  const style = STYLES[kind] ?? STYLES.area;
  const pane = GROUND.includes(kind) ? "ground" : "edges";
  const pointToLayer = (feature, at) => L.circleMarker(at, { ...style(feature), radius: 4, pane });
  const layer = L.geoJSON(collection, { style, pane, pointToLayer });
  layer.kind = kind;
  for (const each of layer.getLayers()) {
    const label = each.feature?.properties?.name;
    if (label && name) each.bindTooltip(asText(label), { permanent: true, direction: "center", className: "area-name" });
  }
  return layer;
}

/** Ask for a layer anew for what the map shows, as it moves: what has too many features, or only counts from near. */
function follow(map, element, { url, kind = "area", from = 0 }, first = null) {
  let layer = first;
  let asked = 0;
  const load = async () => {
    const mine = (asked += 1);
    if (map.getZoom() < from) {
      layer?.remove();
      return;
    }
    const address = new URL(url, location.href);
    address.searchParams.set("bbox", map.getBounds().pad(0.2).toBBoxString());
    address.searchParams.set("zoom", Math.min(20, Math.ceil(map.getZoom())));
    const collection = await get(address);
    if (mine !== asked) return; // an older answer that comes late is not shown
    layer?.remove();
    layer = drawn(collection, kind, "").addTo(map);
    tellCut(element, kind, collection);
  };
  const calmly = () => load().catch(() => status(element, say("layerfailed")));
  map.on("moveend", calmly);
  return calmly;
}

/** The kinds of which a map draws only some, while it does. */
export function tellCut(element, kind, { cut }) {
  const kinds = (element.cutKinds ??= new Map());
  if (cut) kinds.set(kind, cut);
  else if (!kinds.delete(kind)) return;
  note(element, kinds.size ? say("layercut", Math.max(...kinds.values())) : "");
}

async function addLayer(map, element, asked) {
  const { url, kind = "area", name = "", from = 0 } = asked;
  try {
    if (from) {
      await follow(map, element, asked)();
      return null;
    }
    const collection = await get(url);
    const layer = drawn(collection, kind, name).addTo(map);
    tellCut(element, kind, collection);
    if (collection.cut) follow(map, element, asked, layer);
    return layer.getBounds();
  } catch {
    status(element, say("layerfailed"));
    return null;
  }
}

/** Cases as marks; those of a page that were already sent, or asked for by what the map shows. */
function addCases(map, element, settings) {
  const group = settings.cluster && L.markerClusterGroup ? L.markerClusterGroup({ maxClusterRadius: 44, showCoverageOnHover: false }) : L.layerGroup();
  group.addTo(map);
  const show = (collection) => {
    group.clearLayers();
    L.geoJSON(collection, { pointToLayer: caseMarker }).eachLayer((marker) => group.addLayer(marker));
    status(element, collection.features.length ? "" : say("noplace"));
    element.dispatchEvent(new CustomEvent("map:cases", { bubbles: true, detail: { count: collection.features.length } }));
  };
  if (settings.cases) show(settings.cases);
  if (!settings.casesUrl) return { show };
  let asked = 0;
  const load = async () => {
    const mine = (asked += 1);
    const url = new URL(settings.casesUrl, location.href);
    url.searchParams.set("bbox", map.getBounds().toBBoxString());
    try {
      const collection = await get(url);
      if (mine === asked) show(collection); // an older answer that comes late is not shown
    } catch {
      status(element, say("layerfailed"));
    }
  };
  map.on("moveend", load);
  return { show, load };
}

/** One mark that the person puts; fills the inputs `<prefix>_lng` and `<prefix>_lat` and tells the page. */
function addPin(map, element, settings) {
  let pin = null;
  const put = (at, said = true) => {
    pin = pin ? pin.setLatLng(at) : L.marker(at, { icon: pinIcon("here"), title: say("pin"), draggable: true, keyboard: true }).addTo(map).on("dragend", () => put(pin.getLatLng()));
    const place = { lng: Number(at.lng.toFixed(6)), lat: Number(at.lat.toFixed(6)) };
    for (const [name, value] of Object.entries(place)) {
      const input = settings.pinFor && document.querySelector(`[name="${CSS.escape(`${settings.pinFor}_${name}`)}"]`);
      if (input) input.value = value;
    }
    status(element, "");
    if (said) element.dispatchEvent(new CustomEvent("map:pin", { bubbles: true, detail: place }));
  };
  map.on("click", (event) => put(event.latlng));
  // The keyboard has no pointer: Enter puts the pin in the middle.
  element.addEventListener("keydown", (event) => { if (event.key === "Enter" && event.target === element) put(map.getCenter()); });
  if (settings.lat === null) status(element, say("putpin"));
  else put(L.latLng(settings.lat, settings.lng), false);
  return put;
}

function addPlace(map, { lat, lng, accuracy }) {
  L.marker([lat, lng], { icon: pinIcon("here"), interactive: false, keyboard: false }).addTo(map);
  if (accuracy) L.circle([lat, lng], { radius: accuracy, color: token("--accent"), weight: 1, fillOpacity: 0.1, interactive: false }).addTo(map);
}

/** Give `kept` its `fit`: fill the frame with these bounds, again when its size changes, until a person has touched the map. */
function addFit(kept, element) {
  let whole = null;
  const touch = () => { whole = null; kept.placed = true; }; // the layers that still come must not move it away either
  for (const name of ["pointerdown", "wheel", "keydown"]) element.addEventListener(name, touch, { passive: true, capture: true });
  kept.fit = (bounds = whole) => {
    whole = bounds;
    if (whole && element.clientWidth) kept.map.fitBounds(whole, { padding: [6, 6], animate: false });
  };
}

const meets = (one, other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

const shifted = (box, x, y) => ({ left: box.left + x, right: box.right + x, top: box.top + y, bottom: box.bottom + y });
const shared = (one, other) => (meets(one, other) ? (Math.min(one.right, other.right) - Math.max(one.left, other.left)) * (Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top)) : 0);
const SHIFTS = [-64, -48, -36, -24, -12, 0, 12, 24, 36, 48, 64].flatMap((y) => [-36, -18, 0, 18, 36].map((x) => ({ x, y, far: Math.hypot(x, y) })));
SHIFTS.sort((one, other) => one.far - other.far);

/** Move the names of areas as little as frees them from marks and from one another, so that all can be read. */
export function untangle(element) {
  const taken = [...element.querySelectorAll(".leaflet-marker-pane > *")].map((mark) => mark.getBoundingClientRect());
  for (const label of element.querySelectorAll(".leaflet-tooltip-pane > *")) {
    label.style.translate = "none";
    const box = label.getBoundingClientRect();
    let best = { hidden: Infinity };
    for (const shift of SHIFTS) {
      const at = shifted(box, shift.x, shift.y);
      const hidden = taken.reduce((sum, each) => sum + shared(at, each), 0);
      if (hidden < best.hidden) best = { ...shift, at, hidden };
      if (!hidden) break; // the nearest free place
    }
    label.style.translate = `${best.x}px ${best.y}px`;
    taken.push(best.at);
  }
}

/** Whether a map shows nothing of the city's ground: of an area around all of it, not even a border is seen. */
function isBare(map, element, layers, bounds) {
  const drawn = bounds.some((each) => each?.isValid());
  if (!drawn || !element.clientWidth) return !drawn;
  const view = map.getBounds();
  const seen = (box, kind) => box?.isValid() && box.intersects(view) && !(["street", "area"].includes(kind) && box.contains(view));
  return !bounds.some((box, n) => seen(box, layers[n].kind));
}

function ground(map, tiles) {
  for (const [name, level] of [["ground", 250], ["edges", 350]]) {
    map.createPane(name).style.zIndex = level;
    map.getPane(name).style.pointerEvents = "none";
  }
  if (tiles) L.tileLayer(tiles, { maxZoom: 20 }).addTo(map);
}

/** Make the map of one element; gives {map, fit, put, show, load}. Others get it from `mapOf`. */
export function make(element) {
  if (made.has(element)) return made.get(element);
  const settings = JSON.parse(document.getElementById(element.dataset.map).textContent);
  const here = settings.lat !== null && settings.lng !== null;
  const [lat, lng, zoom] = settings.center ?? [20, 0, 4];
  const map = L.map(element, { maxZoom: 20, minZoom: 4, zoomSnap: settings.tiles ? 0.5 : 0.1, attributionControl: Boolean(settings.tiles) });
  map.setView(here ? [settings.lat, settings.lng] : [lat, lng], settings.zoom ?? (here ? 17 : zoom));
  ground(map, settings.tiles);
  map.on("moveend", () => untangle(element)); // a map that was fitted anew has its names elsewhere
  const kept = { map, placed: false };
  addFit(kept, element);
  made.set(element, kept);
  if (settings.pin) kept.put = addPin(map, element, settings);
  else if (here) addPlace(map, settings);
  if (settings.cases || settings.casesUrl) Object.assign(kept, addCases(map, element, settings));
  Promise.all(settings.layers.map((layer) => addLayer(map, element, layer))).then((bounds) => {
    const all = bounds.filter((each) => each?.isValid()).reduce((sum, each) => sum.extend(each), L.latLngBounds([]));
    const stays = settings.pin && settings.chosen; // the city has said where somebody who puts a place begins
    if (all.isValid() && !here && !settings.zoom && !kept.placed && !stays) kept.fit(all);
    else kept.load?.();
    if (!settings.tiles && isBare(map, element, settings.layers, bounds)) note(element, say("noground"));
    untangle(element);
  });
  new ResizeObserver(() => { map.invalidateSize(); kept.fit(); }).observe(element);
  return kept;
}

export const mapOf = (element) => made.get(element);

function restyle() {
  for (const element of document.querySelectorAll("[data-map]")) {
    made.get(element)?.map.eachLayer((layer) => { if (layer.kind) layer.setStyle(STYLES[layer.kind] ?? STYLES.area); });
  }
}

export function start() {
  if (!window.L) {
    addEventListener("load", start, { once: true }); // the deferred script comes after the modules of the head
    return;
  }
  for (const element of document.querySelectorAll("[data-map]")) make(element);
}

new MutationObserver(restyle).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
