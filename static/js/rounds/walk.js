// The checklist of a stop: "no" opens its part, pieces are counted by thumb, and each answer says where the phone is.
// What is typed and not sent yet is app/drafts'; photos are evidence/upload's.

const where = document.querySelector("[data-where]");
const WATCH = { enableHighAccuracy: true, timeout: 20000, maximumAge: 15000 };
let here = null;

function say(words) {
  if (where) where.textContent = words;
}

if (where && navigator.geolocation && isSecureContext) {
  navigator.geolocation.watchPosition(({ coords }) => {
    here = coords;
    say(where.dataset.here);
  }, () => {
    if (!here) say(where.dataset.denied);
  }, WATCH);
} else if (where) say(where.dataset.denied);

/** The fields of a form say where the phone is now; without a position they stay empty. */
function place(form) {
  if (!here) return;
  const said = { place_lng: here.longitude.toFixed(6), place_lat: here.latitude.toFixed(6), accuracy_m: String(Math.round(here.accuracy)) };
  for (const [name, value] of Object.entries(said)) form.elements.namedItem(name).value = value;
}

function toggle(button) {
  const part = document.getElementById(button.getAttribute("aria-controls"));
  part.hidden = !part.hidden;
  button.setAttribute("aria-expanded", String(!part.hidden));
  if (!part.hidden) part.scrollIntoView({ block: "nearest" });
}

function count(button) {
  const field = button.closest(".pieces-row").querySelector("input");
  const most = Number(field.max) || 999;
  field.value = Math.min(most, Math.max(1, (Number(field.value) || 0) + Number(button.dataset.pieces)));
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const no = event.target.closest("[data-no]");
  const pieces = event.target.closest("[data-pieces]");
  if (no) toggle(no);
  else if (pieces) count(pieces);
});

// Before htmx reads the form; a form that waits for its photos comes by here again.
addEventListener("submit", ({ target }) => { if (target.matches("[data-line]")) place(target); }, true);

document.addEventListener("draft:restored", ({ target }) => {
  const no = target.querySelector?.("[data-no]");
  if (no && no.getAttribute("aria-expanded") === "false") toggle(no);
});
