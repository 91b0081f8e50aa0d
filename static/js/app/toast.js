// Notes in the corner: role=alert for what failed, role=status for the rest.

import { say } from "app/words";

const ICONS = { bad: "alert-triangle", good: "circle-check", info: "info-circle" };

/** Show a note. `retry` adds a button; notes of failures stay until they are closed. */
export function toast(text, { tone = "info", retry = null } = {}) {
  const place = document.getElementById("toasts");
  if (!place) return null;
  for (const old of place.querySelectorAll("[data-toast]")) if (old.dataset.text === text) old.remove();
  const note = document.createElement("div");
  note.className = `toast-note toast-${tone}`;
  note.dataset.toast = "";
  note.dataset.text = text;
  note.setAttribute("role", tone === "bad" ? "alert" : "status");
  note.innerHTML = `<i class="ti ti-${ICONS[tone]}" aria-hidden="true"></i><div class="toast-text"></div>
    <button type="button" class="btn-quiet" data-dismiss><i class="ti ti-x" aria-hidden="true"></i></button>`;
  note.querySelector(".toast-text").textContent = text;
  note.querySelector("[data-dismiss]").setAttribute("aria-label", say("close"));
  if (retry) note.querySelector(".toast-text").append(retryButton(note, retry));
  place.append(note);
  if (tone !== "bad") setTimeout(() => note.remove(), 6000);
  return note;
}

function retryButton(note, retry) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-sm toast-retry";
  button.textContent = say("retry");
  button.addEventListener("click", () => {
    note.remove();
    retry();
  });
  return button;
}

/** Tell screen readers without showing anything. */
export function announce(text) {
  const place = document.getElementById("announcements");
  if (!place) return;
  place.textContent = "";
  setTimeout(() => { place.textContent = text; }, 60);
}
