// The desk: after a decision the next case opens by itself; new ones appear without being asked for.

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

// Quietly, and never under a form that somebody is filling in.
setInterval(() => {
  const busy = document.hidden || document.querySelector("#move-form form, dialog[open]");
  if (!busy && !document.querySelector("[data-pool-case]")) load(location.pathname);
}, EVERY);

