// Maps of the windows: areas coloured by their overdue cases, and the city's cases gathered by the server.

import { get } from "app/http";
import { make } from "app/map";
import { announce } from "app/toast";

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const ready = () => new Promise((done) => { if (window.L) done(); else addEventListener("load", done, { once: true }); });

// --- the overview: areas by colour -------------------------------------------------------------------------------------

const values = () => JSON.parse(document.getElementById("area-values")?.textContent ?? "{}");
const shade = (value, most) => ({ fill: true, fillColor: token("--red"), fillOpacity: value ? 0.12 + 0.58 * (value / most) : 0.02, color: token("--map-edge"), weight: 1.2, interactive: true });

async function colourAreas(frame) {
  await ready();
  const { map } = make(frame.querySelector("[data-map]"));
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
      each.bindTooltip(said?.value ? String(said.value) : "", { permanent: true, direction: "center", className: "area-count" });
      each.getElement?.()?.setAttribute("aria-label", said?.words ?? name);
      if (!said?.value) each.closeTooltip();
      if (said) each.on("click", () => location.assign(said.url));
    });
  };
  paint();
  if (layer.getLayers().length) map.fitBounds(layer.getBounds(), { padding: [10, 10] });
  document.addEventListener("htmx:afterSettle", paint);
  new MutationObserver(paint).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
}

const areas = document.querySelector("[data-areas]");
if (areas) colourAreas(areas);
