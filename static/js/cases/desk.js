// The desk: after a decision the next case opens by itself; what comes in appears without being asked for.

import { POLL } from "app/http";

const EVERY = 10000;
const load = (url) => window.htmx.ajax("GET", url, { target: "#desk", swap: "outerHTML" });

// The next one is the oldest that is left: the case that was decided has gone to another pool.
document.addEventListener("case:moved", () => load(location.pathname));

function step(by) {
  const cases = [...document.querySelectorAll("[data-pool-case]")];
  const at = cases.findIndex((each) => each.getAttribute("aria-current") === "true");
  cases[Math.min(cases.length - 1, Math.max(0, at + by))]?.click();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  if (event.key === "j" || event.key === "k") step(event.key === "j" ? 1 : -1);
});

/** Counts and pool anew; the open case, and whatever somebody is typing into it, stays as it is. */
async function refresh() {
  if (document.hidden) return;
  const open = document.querySelector("[data-pool-case][aria-current]");
  if (!open) {
    load(location.pathname); // nothing was open: the first that comes opens
    return;
  }
  try {
    const answer = await fetch(open.href, { headers: { "HX-Request": "true", ...POLL }, signal: AbortSignal.timeout(8000) });
    if (answer.ok && !answer.redirected) put(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch { /* the next round asks again; what is shown stays */ }
}

function put(fresh) {
  for (const part of ["#desk .tabs", "#desk .desk-list"]) {
    const [old, now] = [document.querySelector(part), fresh.querySelector(part)];
    if (!now || old.textContent === now.textContent) continue;
    old.replaceWith(now);
    window.htmx.process(now);
  }
}

setInterval(refresh, EVERY);
