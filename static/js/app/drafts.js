// What is typed and not sent yet is kept on this device, for each form and person, and offered when they come back: the
// session may end, the browser be closed, the connection be lost. It is kept for half a day, shown to nobody else, and
// gone as soon as it was sent, thrown away, or its owner signed out. Passwords and files are never kept.

import { say } from "app/words";

const PREFIX = "draft:";
const TERM_MS = 12 * 3600 * 1000;
const PAUSE_MS = 300; // after a key, before it is written down
const LONGEST = 20000; // characters of one value; more is no typing
const TYPED = "textarea, input:not([type]), input[type=text], input[type=search], input[type=tel], input[type=email], input[type=url], input[type=number]";
const FRESH = new Set(["csrfmiddlewaretoken", "version", "seen", "visit_version"]); // what must be of the page as it is now
const person = document.documentElement.dataset.person;
const begun = new WeakMap(); // what each form said before anybody typed

const pathOf = (form) => new URL(form.getAttribute("hx-post") || form.getAttribute("action") || location.pathname, location.href).pathname;
const keyOf = (form) => `${PREFIX}${person}:${pathOf(form)}#${form.id}`;
const isKept = (form) => Boolean(
  person && (form.method === "post" || form.hasAttribute("hx-post")) && form.querySelector(TYPED) && !form.querySelector("[type=password]")
  && !("unkept" in form.dataset), // who is looked for is nobody else's business on this device
);

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function write(key, draft) {
  try {
    localStorage.setItem(key, JSON.stringify(draft));
  } catch { /* no room, or a browser that keeps nothing: then it is as it was without drafts */ }
}

function keys() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  } catch {
    return [];
  }
}

/** The values by name, each a list: photos and ticks come several times. */
function valuesOf(form) {
  const values = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && !FRESH.has(name) && value.length <= LONGEST) (values[name] ??= []).push(value);
  }
  return values;
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const typedIn = (form, values) => [...form.querySelectorAll(TYPED)].some((field) => (values[field.name] ?? []).some((value) => value.trim()));

function keep(form) {
  if (!form.isConnected || !isKept(form)) return;
  const values = valuesOf(form);
  if (same(values, begun.get(form))) return;
  if (typedIn(form, values)) write(keyOf(form), { at: Date.now(), values });
  else localStorage.removeItem(keyOf(form));
}

// --- coming back ------------------------------------------------------------------------------------------------------

function restore(form, values) {
  for (const field of form.elements) {
    const said = values[field.name];
    if (!field.name || FRESH.has(field.name) || field.type === "file" || field.closest("[data-uploads]")) continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = Boolean(said?.includes(field.value));
    else if (field.tagName === "SELECT") for (const option of field.options) option.selected = Boolean(said?.includes(option.value));
    else if (said) [field.value] = said;
  }
  form.dispatchEvent(new CustomEvent("draft:restored", { bubbles: true, detail: values }));
  form.querySelector(TYPED)?.focus();
}

function button(words, act) {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className: "btn btn-sm", textContent: words });
  made.addEventListener("click", act);
  return made;
}

function offer(form, draft) {
  const bar = document.createElement("div");
  bar.className = "notice notice-slow draft";
  bar.setAttribute("role", "status");
  const when = new Date(draft.at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  const words = document.createElement("span");
  words.textContent = say("draft", when);
  bar.append(
    words,
    button(say("draftback"), () => {
      bar.remove();
      restore(form, draft.values);
    }),
    button(say("draftaway"), () => {
      bar.remove();
      localStorage.removeItem(keyOf(form));
    }),
  );
  form.prepend(bar);
}

function meet(form) {
  if (begun.has(form) || !isKept(form)) return;
  begun.set(form, valuesOf(form));
  const draft = read(keyOf(form));
  if (draft && !same(draft.values, begun.get(form)) && !form.querySelector(".draft")) offer(form, draft);
}

const meetAll = (part) => {
  for (const form of part.querySelectorAll("form")) meet(form);
  if (part.matches?.("form")) meet(part);
};

// --- going ------------------------------------------------------------------------------------------------------------

function forget(path) {
  for (const key of keys()) if (key.startsWith(`${PREFIX}${person}:${path}#`)) localStorage.removeItem(key);
}

/** The answer to a form that was taken has this cookie (citymgmt/middleware.py): the next page forgets its draft. */
function forgetWhatWasTaken() {
  const cookie = document.cookie.match(/(?:^|; )taken=([^;]+)/);
  if (!cookie) return;
  document.cookie = "taken=; Max-Age=0; Path=/; SameSite=Lax";
  if (person) forget(decodeURIComponent(cookie[1]));
}

function dropOld() {
  for (const key of keys()) if (!(Date.now() - (read(key)?.at ?? 0) < TERM_MS)) localStorage.removeItem(key);
}

const waits = new Map(); // what was typed a moment ago and is not written down yet

function settle(form) {
  clearTimeout(waits.get(form));
  return waits.delete(form);
}

function keepNow(form) {
  settle(form);
  keep(form);
}

function typed(event) {
  const form = event.target.form ?? event.target.closest?.("form");
  if (!form || !isKept(form)) return;
  settle(form);
  waits.set(form, setTimeout(keepNow, PAUSE_MS, form));
}

dropOld();
forgetWhatWasTaken();
meetAll(document);
document.addEventListener("input", typed);
document.addEventListener("change", typed);
document.addEventListener("uploads:change", typed);
document.addEventListener("htmx:load", (event) => meetAll(event.target));
document.addEventListener("htmx:afterRequest", ({ target, detail }) => {
  const form = (detail.requestConfig?.elt ?? target).closest?.("form"); // which may be gone from the page by now
  if (form && detail.requestConfig?.verb === "post" && detail.successful && !detail.xhr.responseURL.includes("/sign-in/")) {
    settle(form);
    begun.set(form, valuesOf(form));
    forget(pathOf(form));
  }
});
addEventListener("submit", ({ target }) => {
  keepNow(target);
  if (target.getAttribute("action")?.endsWith("/sign-out/")) for (const key of keys()) if (key.startsWith(`${PREFIX}${person}:`)) localStorage.removeItem(key);
}, true);
addEventListener("pagehide", () => { for (const form of [...waits.keys()]) keepNow(form); });
