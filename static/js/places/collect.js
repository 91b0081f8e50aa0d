// What a collector finds: the fields are asked where something is different, and the pin goes to where the phone is.

import { make } from "app/map";

const form = document.querySelector("[data-collect]");
const different = form.querySelector("[data-different]");

/** As it is recorded, or not there any more: then nothing else is asked. What was typed stays, in case. */
function ask() {
  const said = form.querySelector('[name="what"]:checked') ?? form.querySelector('[name="what"][type="hidden"]');
  if (different) different.hidden = !["corrected", "new"].includes(said?.value);
}

const button = form.querySelector("[data-here]");
const said = form.querySelector("[data-here-said]");

function locate() {
  said.textContent = button.dataset.searching;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      const { map, put } = make(form.querySelector("[data-map]"));
      const at = window.L.latLng(coords.latitude, coords.longitude);
      put(at);
      map.setView(at, 18);
      said.textContent = "";
    },
    () => { said.textContent = button.dataset.denied; },
    { enableHighAccuracy: true, timeout: 15000 },
  );
}

form.addEventListener("change", ask);
ask();
if (button && navigator.geolocation) {
  button.hidden = false;
  button.addEventListener("click", locate);
}
