// Tasks by distance, where the phone says where it is; else they stay as the server ordered them. Who comes on duty says
// where, where the phone allows it.

import { csrfToken } from "app/http";

const lists = document.querySelectorAll("[data-tasks]");
const head = document.querySelector("[data-tasks-head]");
const button = document.querySelector("[data-nearest]");
const duty = document.querySelector("[data-duty]");
const PATIENCE = { timeout: 10000, maximumAge: 60000 };
const EARTH_M = 6371000;
const radians = (degrees) => (degrees * Math.PI) / 180;

/** Metres between two places that are close to each other. */
function distance(a, b) {
  const x = radians(b.lng - a.lng) * Math.cos(radians((a.lat + b.lat) / 2));
  return EARTH_M * Math.hypot(x, radians(b.lat - a.lat));
}

const words = (metres) => (metres < 1000 ? `${Math.round(metres / 10) * 10} m` : `${(metres / 1000).toFixed(1)} km`);

function order(list, here) {
  const far = (item) => (item.dataset.lng ? distance(here, { lng: Number(item.dataset.lng), lat: Number(item.dataset.lat) }) : Infinity);
  const items = [...list.children].sort((a, b) => far(a) - far(b));
  for (const item of items) if (Number.isFinite(far(item))) item.querySelector("[data-distance]").textContent = words(far(item));
  list.replaceChildren(...items);
}

/** The desk's visits go to the nearest on duty: tell it where that is. Best effort. */
function tell(here) {
  if (!duty?.classList.contains("is-on")) return;
  const body = new URLSearchParams({ place_lng: here.lng, place_lat: here.lat });
  fetch(duty.dataset.place, { method: "POST", body, headers: { "X-CSRFToken": csrfToken() } }).catch(() => {});
}

function found({ coords }) {
  const here = { lng: coords.longitude, lat: coords.latitude };
  for (const list of lists) order(list, here);
  button.setAttribute("aria-pressed", "true");
  tell(here);
}

if (lists.length && navigator.geolocation) {
  head.hidden = false;
  button.addEventListener("click", () => navigator.geolocation.getCurrentPosition(found, () => { head.hidden = true; }, PATIENCE));
}

duty?.addEventListener("submit", (event) => {
  if (!navigator.geolocation || !duty.elements.on || duty.elements.place_lng.value) return;
  event.preventDefault();
  navigator.geolocation.getCurrentPosition(({ coords }) => {
    duty.elements.place_lng.value = coords.longitude.toFixed(6);
    duty.elements.place_lat.value = coords.latitude.toFixed(6);
    duty.submit();
  }, () => duty.submit(), { ...PATIENCE, timeout: 4000 });
});
