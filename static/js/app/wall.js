// A screen that nobody touches: four pages in turn, renewed by themselves. What was shown last stays until something
// newer is there, with its age in words: the server may be away for hours, and the sign-in of the screen may end.

import { POLL } from "app/http";

const TURN = 12000; // milliseconds for which a page is shown
const [SOONEST, LATEST] = [15000, 30000]; // between two refreshes, by chance: walls that began together do not ask together
const PATIENCE = 20000;
const OLD = 60000; // from this age on the numbers say it
const PAGES = 4;

const wall = document.querySelector("[data-live]");
const state = document.getElementById("wall-state");
const place = document.getElementById("wall-pages");
let since = performance.now(); // when the numbers came that are shown; the clock of a screen may be wrong
let reason = "away";

const set = () => place.querySelector(".wall-set");

/** What is shown, newer; false where nothing newer came. What came for something else is not shown. */
export async function refresh() {
  try {
    const found = await fetched();
    if (found.dataset.stamp !== set().dataset.stamp && await renewed(found.dataset.stamp)) return true;
    place.replaceChildren(found);
    since = performance.now();
  } catch (error) {
    reason = error.message === "over" ? "over" : "away";
    return false;
  } finally {
    tell();
  }
  return true;
}

async function asked(url) {
  const options = { headers: POLL, cache: "no-store", credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE) };
  const response = await fetch(url, options);
  if (response.status === 401 || response.status === 403) throw new Error("over");
  if (!response.ok) throw new Error("away");
  const made = document.createElement("template");
  made.innerHTML = await response.text();
  const found = made.content.querySelector(".wall-set");
  if (!found) throw new Error(response.redirected ? "over" : "away");
  return found;
}

const fetched = () => asked(wall.dataset.live);

/** A new release or other areas: the page is loaded anew, once, and only while it can be had. */
async function renewed(stamp) {
  if (sessionStorage.getItem("wall-stamp") === stamp) return false;
  await asked(window.location.pathname);
  sessionStorage.setItem("wall-stamp", stamp);
  window.location.reload();
  return true;
}

function age(milliseconds) {
  const minutes = Math.floor(milliseconds / 60000);
  return minutes < 120 ? state.dataset.minutes.replace("{n}", minutes) : state.dataset.hours.replace("{n}", Math.floor(minutes / 60));
}

/** The time of now, by the clock of the server, and how old the numbers are where they are old. */
export function tell() {
  const passed = performance.now() - since;
  state.hidden = passed < OLD;
  const words = state.hidden ? "" : state.dataset[reason].replace("{age}", age(passed));
  if (state.textContent !== words) state.textContent = words;
  const said = set().dataset.at; // 2026-03-02T20:00:00+08:00: the hours of the city, wherever the screen is
  const now = new Date(Date.parse(`${said.slice(0, 19)}Z`) + passed).toISOString();
  const shown = `${now.slice(5, 10)} ${now.slice(11, 16)}`;
  for (const clock of place.querySelectorAll(".wall-clock")) if (clock.textContent !== shown) clock.textContent = shown;
}

function keepOn() {
  setTimeout(async () => {
    await refresh();
    keepOn();
  }, SOONEST + Math.random() * (LATEST - SOONEST));
}

setInterval(() => { wall.dataset.show = (Number(wall.dataset.show) + 1) % PAGES; }, TURN);
setInterval(tell, 5000);
keepOn();
