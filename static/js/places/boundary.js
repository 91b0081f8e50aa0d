// The area of a permit, drawn on the map of its form: it stands as GeoJSON in the text field, and is sent with it.

import { make } from "app/map";

const ready = () => new Promise((done) => { if (window.L?.Draw) done(); else addEventListener("load", done, { once: true }); });
const colour = () => getComputedStyle(document.documentElement).getPropertyValue("--accent").trim();
const style = () => ({ color: colour(), weight: 2.5, fill: true, fillColor: colour(), fillOpacity: 0.12 });

/** The sentences of the drawing tool, in the page's language. */
function speak({ start, goOn, close, crossed }) {
  const said = L.drawLocal.draw.handlers;
  said.polygon.tooltip = { start, cont: goOn, end: close };
  said.polyline.error = crossed;
}

async function draws(bar) {
  await ready();
  if (!window.L?.Draw) return; // the text field takes GeoJSON all the same
  speak(bar.dataset);
  const { map, put, fit } = make(document.querySelector("[data-map]"));
  const field = document.querySelector(`textarea[name="${bar.dataset.draws}"]`);
  const [begin, away] = ["[data-draw]", "[data-undraw]"].map((name) => bar.querySelector(name));
  let shown = null;
  const show = (layer) => {
    shown?.remove();
    shown = layer?.addTo(map) ?? null;
    away.hidden = !shown;
  };
  begin.hidden = false;
  begin.addEventListener("click", () => new L.Draw.Polygon(map, { allowIntersection: false, shapeOptions: style() }).enable());
  away.addEventListener("click", () => {
    field.value = "";
    show(null);
  });
  map.on(L.Draw.Event.CREATED, ({ layer }) => {
    field.value = JSON.stringify(layer.toGeoJSON(false).geometry);
    show(L.polygon(layer.getLatLngs(), style()));
    put?.(shown.getBounds().getCenter()); // while a border was drawn, each corner was taken for the point
  });
  if (!field.value.trim()) return;
  try {
    show(L.geoJSON(JSON.parse(field.value), { style }));
    fit(shown.getBounds().pad(0.3));
  } catch {
    show(null); // what is no GeoJSON is said beside the field
  }
}

for (const bar of document.querySelectorAll("[data-draws]")) draws(bar);
