// Where a screen begins: hand in the key behind the # of the address, which no browser sends by itself, and go on.

import { csrfToken } from "app/http";

const AGAIN = 15000; // milliseconds: a screen is often switched on before its server
const place = document.querySelector("[data-wall]");
const state = document.getElementById("wall-state");
const key = window.location.hash.slice(1);

async function enter() {
  const options = { method: "POST", body: new URLSearchParams({ key }), headers: { "X-CSRFToken": csrfToken(), Accept: "application/json" } };
  let response = null;
  try {
    response = await fetch(window.location.pathname, options);
  } catch { /* no answer came */ }
  if (response?.ok) window.location.replace(place.dataset.wall);
  else if (response && response.status < 500) state.textContent = (await response.json().catch(() => ({}))).detail ?? state.textContent;
  else {
    state.textContent = state.dataset.away;
    setTimeout(enter, AGAIN);
  }
}

if (key) enter();
