// The report: where am I, what is it. Photos are cases/upload's.

import { get } from "app/http";
import { mapOf } from "app/map";

const form = document.querySelector("[data-report]");
const input = (name) => form.elements.namedItem(name);

// --- what ---------------------------------------------------------------------------------------------------------------

const RECENT = "recent-classes";
const MOST_RECENT = 6;
const MOST_FOUND = 30;
const picker = form.querySelector("[data-picker]");
const search = picker.querySelector("[data-picker-search]");
const found = picker.querySelector("[data-picker-found]");
const picked = picker.querySelector("[data-picked]");
let classes = [];

const recent = () => JSON.parse(localStorage.getItem(RECENT) ?? "[]");
const byCode = (code) => classes.find((each) => each.code === code);

function remember(code) {
  localStorage.setItem(RECENT, JSON.stringify([code, ...recent().filter((each) => each !== code)].slice(0, MOST_RECENT)));
}

/** Smaller is better; null does not fit. Codes and initials from their beginning, names anywhere. */
function fit(each, words) {
  const name = each.name.toLowerCase();
  if (each.code.startsWith(words) || each.initials.startsWith(words)) return 0;
  if (name.startsWith(words)) return 1;
  if (name.includes(words)) return 2;
  if (each.initials.includes(words)) return 3;
  return each.other.toLowerCase().includes(words) || each.major.toLowerCase().includes(words) ? 4 : null;
}

function matches(words) {
  if (!words) {
    const used = recent().map(byCode).filter(Boolean);
    return [...used, ...classes.filter((each) => !used.includes(each))].slice(0, MOST_FOUND);
  }
  const ranked = classes.map((each) => [fit(each, words), each]).filter(([rank]) => rank !== null);
  return ranked.sort(([a], [b]) => a - b).slice(0, MOST_FOUND).map(([, each]) => each);
}

function option(each, index) {
  const item = document.createElement("li");
  item.id = `class-${index}`;
  item.setAttribute("role", "option");
  item.dataset.code = each.code;
  const [name, more] = [document.createElement("strong"), document.createElement("small")];
  name.textContent = each.name;
  more.textContent = `${each.major} · ${each.code}`;
  item.append(name, more);
  return item;
}

function list() {
  const rows = matches(search.value.trim().toLowerCase());
  found.replaceChildren(...rows.map(option));
  if (!rows.length) {
    const none = document.createElement("li");
    none.className = "picker-none";
    none.textContent = classes.length ? picker.dataset.none : picker.dataset.failed;
    found.append(none);
  }
  search.setAttribute("aria-expanded", "true");
  search.removeAttribute("aria-activedescendant");
}

function conditionsOf(each, chosen) {
  const place = picker.querySelector("[data-conditions]");
  place.hidden = !each.conditions.length;
  place.querySelector("[data-conditions-in]").replaceChildren(...each.conditions.map((condition) => {
    const label = document.createElement("label");
    const radio = document.createElement("input");
    Object.assign(radio, { type: "radio", name: "condition_choice", value: condition.number, checked: String(condition.number) === chosen });
    const [text, limit] = [document.createElement("span"), document.createElement("small")];
    text.textContent = condition.text;
    limit.textContent = `${picker.dataset.limit} ${condition.limit}`;
    limit.className = condition.urgent ? "is-urgent" : "";
    text.append(limit);
    label.append(radio, text);
    return label;
  }));
}

function choose(code, condition = "") {
  const each = byCode(code);
  if (!each) return;
  input("category").value = code;
  input("condition").value = condition || (each.conditions.length === 1 ? each.conditions[0].number : "");
  picked.replaceChildren(...option(each, "picked").childNodes);
  const change = document.createElement("button");
  change.type = "button";
  change.className = "picked-change";
  change.innerHTML = '<i class="ti ti-pencil" aria-hidden="true"></i>';
  change.setAttribute("aria-label", search.getAttribute("aria-label"));
  change.addEventListener("click", reopen);
  picked.append(change);
  picked.hidden = false;
  picker.querySelector("[data-choosing]").hidden = true;
  conditionsOf(each, String(input("condition").value));
  if (input("place_lng").value) sayPlace(); // the same class close by may be the same case
}

function reopen() {
  picked.hidden = true;
  picker.querySelector("[data-choosing]").hidden = false;
  search.focus();
  list();
}

function active(by) {
  const rows = [...found.querySelectorAll("[role=option]")];
  const at = rows.findIndex((row) => row.getAttribute("aria-selected") === "true");
  rows[at]?.removeAttribute("aria-selected");
  const next = rows[Math.min(rows.length - 1, Math.max(0, at + by))];
  if (!next) return;
  next.setAttribute("aria-selected", "true");
  search.setAttribute("aria-activedescendant", next.id);
  next.scrollIntoView({ block: "nearest" });
}

search.addEventListener("input", list);
search.addEventListener("focus", list);
search.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    active(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter") {
    event.preventDefault();
    const row = found.querySelector('[aria-selected="true"]') ?? found.querySelector("[role=option]");
    if (row) choose(row.dataset.code);
  }
});
found.addEventListener("click", (event) => {
  const row = event.target.closest("[role=option]");
  if (row) choose(row.dataset.code);
});
picker.addEventListener("change", (event) => {
  if (event.target.name === "condition_choice") input("condition").value = event.target.value;
});

async function loadClasses() {
  try {
    ({ categories: classes } = await get(form.dataset.catalogue));
  } catch { /* said where the classes would be */ }
  if (input("category").value) choose(input("category").value, input("condition").value);
  else list();
}

// --- where --------------------------------------------------------------------------------------------------------------

const words = form.querySelector("[data-place-words]");
const mapElement = document.getElementById("report-map");
const button = form.querySelector("[data-locate]");
const VAGUE_M = 50;
let ring = null;
let asked = 0;

async function sayPlace() {
  const mine = (asked += 1);
  const place = input("place")?.value ?? form.dataset.placeCode; // what was chosen of the places at the pin
  const query = new URLSearchParams({ lng: input("place_lng").value, lat: input("place_lat").value, category: input("category").value, place });
  const answer = await fetch(`${form.dataset.place}?${query}`, { signal: AbortSignal.timeout(8000) }).catch(() => null);
  if (!answer?.ok) return;
  const said = await answer.text();
  if (mine !== asked) return;
  const now = input("place")?.value ?? place; // chosen while the question was on its way
  words.innerHTML = said;
  const same = [...words.querySelectorAll("[name=place]")].find((each) => each.value === now);
  if (now !== place && same) same.checked = true;
}

mapElement.addEventListener("map:pin", () => {
  ring?.remove(); // a place put by hand has no accuracy
  ring = null;
  input("accuracy_m").value = "";
  sayPlace();
});

function here({ coords }) {
  const { latitude, longitude, accuracy } = coords;
  const kept = mapOf(mapElement);
  if (kept) {
    kept.placed = true; // the layers that still come must not move the view away
    kept.map.setView([latitude, longitude], 18);
    kept.put(L.latLng(latitude, longitude), false);
    ring?.remove();
    ring = L.circle([latitude, longitude], { radius: accuracy, weight: 1, fillOpacity: 0.12, interactive: false }).addTo(kept.map);
  }
  input("place_lng").value = longitude.toFixed(6);
  input("place_lat").value = latitude.toFixed(6);
  input("accuracy_m").value = Math.round(accuracy);
  button.classList.remove("is-searching");
  words.textContent = accuracy > VAGUE_M ? button.dataset.vague : "";
  sayPlace();
}

function locate() {
  if (!navigator.geolocation || !isSecureContext) {
    words.textContent = button.dataset.insecure;
    return;
  }
  button.classList.add("is-searching");
  words.textContent = button.dataset.searching;
  navigator.geolocation.getCurrentPosition(here, () => {
    button.classList.remove("is-searching");
    if (!input("place_lng").value) words.textContent = button.dataset.denied;
  }, { enableHighAccuracy: true, timeout: 10000, maximumAge: 5000 });
}

button.addEventListener("click", locate);

function start() {
  loadClasses();
  if (input("place_lng").value) sayPlace();
  else if (navigator.geolocation && !form.hasAttribute("data-at-desk")) locate(); // who sits at the desk is not there
}

form.addEventListener("draft:restored", () => {
  if (classes.length) choose(input("category").value, input("condition").value);
  const [lng, lat] = [Number(input("place_lng").value), Number(input("place_lat").value)];
  if (!lng || !lat) return;
  const kept = mapOf(mapElement);
  if (kept) {
    kept.placed = true;
    kept.map.setView([lat, lng], 18);
    kept.put(L.latLng(lat, lng), false);
  }
  sayPlace();
});

form.addEventListener("submit", () => { if (input("category").value) remember(input("category").value); });
if (document.readyState === "complete") start();
else addEventListener("load", start, { once: true }); // the map is made when Leaflet has come
