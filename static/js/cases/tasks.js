// Tasks by distance, where the phone says where it is; else they stay as the server ordered them.

const list = document.querySelector("[data-tasks]");
const button = document.querySelector("[data-nearest]");
const EARTH_M = 6371000;
const radians = (degrees) => (degrees * Math.PI) / 180;

/** Metres between two places that are close to each other. */
function distance(a, b) {
  const x = radians(b.lng - a.lng) * Math.cos(radians((a.lat + b.lat) / 2));
  return EARTH_M * Math.hypot(x, radians(b.lat - a.lat));
}

const words = (metres) => (metres < 1000 ? `${Math.round(metres / 10) * 10} m` : `${(metres / 1000).toFixed(1)} km`);

function order({ coords }) {
  const here = { lng: coords.longitude, lat: coords.latitude };
  const far = (item) => (item.dataset.lng ? distance(here, { lng: Number(item.dataset.lng), lat: Number(item.dataset.lat) }) : Infinity);
  const items = [...list.children].sort((a, b) => far(a) - far(b));
  for (const item of items) if (Number.isFinite(far(item))) item.querySelector("[data-distance]").textContent = words(far(item));
  list.replaceChildren(...items);
  button.setAttribute("aria-pressed", "true");
}

if (list && navigator.geolocation) {
  button.hidden = false;
  button.addEventListener("click", () => navigator.geolocation.getCurrentPosition(order, () => { button.hidden = true; }, { timeout: 10000, maximumAge: 60000 }));
}
