// What every page does: theme, keys, menus, fragments that say that they changed, failures that can be tried again.

import { POLL } from "app/http";
import { showKeys } from "app/keys";
import { labelCells, listKey, setUpColumns } from "app/list";
import { announce, toast } from "app/toast";
import { ago, remaining, say } from "app/words";
import "app/drafts";
import "app/photos";

const OPENED = Date.now();
const typing = (target) => target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (!detail.triggeringEvent) Object.assign(detail.headers, POLL); // nobody pressed anything
});

// --- keys ------------------------------------------------------------------------------------------------------------

let opener = null; // what had the focus before the panel took it

function closePanel() {
  const panel = document.querySelector("[data-panel]");
  if (!panel) return false;
  const close = new CustomEvent("panel:close", { bubbles: true, cancelable: true });
  if (panel.dispatchEvent(close)) panel.remove();
  (document.querySelector('[data-list] [aria-selected="true"]') ?? opener)?.focus();
  return true;
}

function closeMenus(except = null) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) if (!menu.contains(except)) menu.open = false;
}

// While an answer is on its way or being put in its place, the buttons are those of before, or not yet alive. A key that
// is pressed then means the buttons to come: it waits for them.
const UNSETTLED = ".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added";
let held = 0;

function press(key) {
  clearTimeout(held);
  if (document.querySelector(UNSETTLED)) {
    held = setTimeout(press, 30, key);
    return true;
  }
  const button = [...document.querySelectorAll("[data-key]")].find((each) => each.dataset.key === key && each.offsetParent);
  button?.click();
  return Boolean(button);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape") {
    const menu = document.querySelector("details[data-menu][open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    } else if (!document.querySelector("dialog[open]")) closePanel();
    return;
  }
  if (typing(event.target) || document.querySelector("dialog[open]")) return;
  const search = document.querySelector("[data-search]");
  if (event.key === "/" && search) {
    event.preventDefault();
    search.select();
    search.focus();
  } else if (event.key === "?" ? showKeys() : listKey(event.key) || press(event.key)) event.preventDefault();
});

// --- presses ---------------------------------------------------------------------------------------------------------

/** Over plain HTTP there is no clipboard to write to; what is selected can be copied there all the same. */
function copySelected(text) {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "visually-hidden";
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  return copied;
}

async function copy(button) {
  const text = button.dataset.copy;
  const done = navigator.clipboard ? await navigator.clipboard.writeText(text).then(() => true, () => false) : copySelected(text);
  if (!done) {
    toast(say("uncopied"), { tone: "bad" });
    return;
  }
  button.focus();
  button.classList.add("is-copied");
  announce(say("copied"));
  setTimeout(() => button.classList.remove("is-copied"), 1500);
}

function switchTheme(button) {
  const dark = document.documentElement.dataset.bsTheme === "dark";
  button.value = dark ? "light" : "dark"; // "auto" may show either: switch to what is not shown
}

document.addEventListener("click", (event) => {
  closeMenus(event.target);
  const target = event.target.closest("[data-dismiss], [data-copy], [data-back], [data-panel-close], [data-theme-switch], [aria-disabled=true]");
  if (!target) return;
  if (target.matches("[aria-disabled=true]")) event.preventDefault();
  else if (target.matches("[data-dismiss]")) target.closest("[data-toast]").remove();
  else if (target.matches("[data-copy]")) copy(target);
  else if (target.matches("[data-back]")) history.length > 1 ? history.back() : location.assign("/");
  else if (target.matches("[data-theme-switch]")) switchTheme(target);
  else if (target.matches("[data-panel-close]") && closePanel()) event.preventDefault();
}, true);

// A form of ours goes once, however often it is pressed; coming back to the page frees it again. One whose answer may be
// a file (data-again) stays on the page and may go again.
document.addEventListener("submit", (event) => {
  if (event.target.method !== "post" || event.target.hasAttribute("hx-post") || "again" in event.target.dataset) return;
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "yes";
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// A file field of ours is drawn by us, since the browser's own speaks the browser's language; the name is a status.
document.addEventListener("change", ({ target }) => {
  const name = target.closest(".file-pick")?.querySelector(".file-name");
  if (name) name.textContent = [...target.files].map((file) => file.name).join(", ") || name.dataset.none;
});

// --- time ------------------------------------------------------------------------------------------------------------

function refreshTimes() {
  const now = new Date();
  for (const element of document.querySelectorAll("time[data-due]")) {
    const due = new Date(element.dateTime);
    element.textContent = remaining(due, now);
    element.classList.toggle("due-late", now > due);
  }
  for (const element of document.querySelectorAll("time[data-ago]")) element.textContent = ago(new Date(element.dateTime), now);
}
setInterval(refreshTimes, 30000);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  refreshTimes();
  if (Date.now() - OPENED > 86400000) toast(say("stale"), { tone: "bad", retry: () => location.reload() });
});

// --- htmx ------------------------------------------------------------------------------------------------------------

const retryOf = (detail) => {
  const { elt, requestConfig } = detail;
  if (requestConfig?.verb !== "get") return null; // what changes something is pressed again by a person who looked
  return () => window.htmx.ajax("GET", requestConfig.path, { source: elt, target: detail.target });
};
const htmx = (name, handler) => document.addEventListener(`htmx:${name}`, (event) => handler(event.detail, event));

let under = 0;
const working = (by) => {
  under = Math.max(0, under + by);
  document.documentElement.classList.toggle("is-working", under > 0);
};
htmx("beforeRequest", () => working(1));
htmx("afterRequest", () => working(-1));
// What a person is just reading stays: the fragment is asked for again in its next round.
const isRead = (place) => CSS.supports("selector(:popover-open)") && Boolean(place?.querySelector?.(".definition:popover-open"));
htmx("oobBeforeSwap", (detail) => {
  if (isRead(detail.target)) detail.shouldSwap = false;
});
htmx("beforeSwap", (detail) => {
  if (isRead(detail.target)) detail.shouldSwap = false;
  // Refusals come with a target of their own: the corner, not the place that was asked for.
  if (detail.xhr.status >= 400 && detail.xhr.getResponseHeader("HX-Retarget")) {
    detail.shouldSwap = true;
    detail.isError = false;
  } else if (detail.xhr.responseURL.includes("/sign-in/")) {
    detail.shouldSwap = false; // a whole sign-in page inside a fragment helps nobody
    toast(say("signin"), { tone: "bad", retry: () => location.reload() }); // by way of the sign-in page
  }
});
htmx("afterSwap", (detail) => {
  const target = detail.target;
  if (target.id === "toasts") return;
  setUpColumns(document);
  labelCells();
  refreshTimes();
  target.classList.remove("is-changed");
  requestAnimationFrame(() => target.classList.add("is-changed"));
  const words = target.dataset.announce ?? target.querySelector("[data-announce]")?.dataset.announce;
  if (words !== "") announce(words ?? say("updated"));
  const panel = target.querySelector("[data-focus], [data-panel]");
  if (panel?.matches("[data-panel]") && !target.contains(document.activeElement)) opener = document.activeElement;
  panel?.focus();
});
htmx("responseError", (detail) => {
  if (detail.xhr.getResponseHeader("HX-Retarget")) return;
  const { status } = detail.xhr;
  if (status >= 500) toast(say("failed"), { tone: "bad", retry: retryOf(detail) });
  else toast(say(status === 404 ? "missing" : "refused"), { tone: "bad" });
});
htmx("sendError", (detail) => toast(say("offline"), { tone: "bad", retry: retryOf(detail) }));
htmx("timeout", (detail) => toast(say("timeout"), { tone: "bad", retry: retryOf(detail) }));

// --- start -----------------------------------------------------------------------------------------------------------

setUpColumns();
labelCells();
for (const here of document.querySelectorAll(".tabs [aria-current], .rail [aria-current]")) { // where we are stays in sight
  const [own, bar] = [here, here.parentElement].map((each) => each.getBoundingClientRect());
  here.parentElement.scrollLeft += own.left - bar.left - (bar.width - own.width) / 2;
}
document.querySelector("[data-focus]")?.focus();
// Parts of a long page are folded on a phone, where what was looked for is opened by the browser itself.
if (window.matchMedia("(width >= 768px)").matches) for (const part of document.querySelectorAll("details[data-open-wide]")) part.open = true;
if (document.querySelector("[data-map]")) import("app/map").then((map) => map.start());
if (document.querySelector("[data-chart]")) import("app/chart").then((chart) => chart.start());
htmx("load", (detail) => {
  if (detail.elt.querySelector?.("[data-map]")) import("app/map").then((map) => map.start());
  if (detail.elt.querySelector?.("[data-chart]")) import("app/chart").then((chart) => chart.start());
});
