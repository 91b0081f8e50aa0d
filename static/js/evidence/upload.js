// Photos go as soon as they are taken: made smaller here, sent under an id made here, tried again until they are there.
// A form that holds an uploader waits for its photos and then goes on by itself.

import { backoff, csrfToken } from "app/http";
import { newId } from "app/ids";
import { announce, toast } from "app/toast";

const LONGEST_SIDE = 2560;
const QUALITY = 0.85;
const ATTEMPTS = 6;
const PATIENCE_MS = 20000; // of making a picture smaller, before it goes as it is
const LOOKS_MS = [2000, 4000, 8000, 16000]; // when it is asked whether the platform could read a photo
const waitingForms = new Map(); // the button that was pressed, for each form that waits for its photos

const uploaderOf = (element) => element.closest("[data-uploader]");
const isBusy = (form) => Boolean(form.querySelector(".upload.is-sending"));

/** The picture upright and at most 2560 px long, as JPEG; what cannot be drawn here goes as it is, the server decides. */
export function smaller(file) {
  const asItIs = new Promise((done) => { setTimeout(done, PATIENCE_MS, file); });
  return Promise.race([drawn(file).catch(() => file), asItIs]);
}

async function drawn(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  if (scale === 1 && file.type === "image/jpeg" && file.size < 2_000_000) return file;
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return new Promise((done) => { canvas.toBlob((blob) => done(blob ?? file), "image/jpeg", QUALITY); });
}

/** One try: XMLHttpRequest, for fetch does not say how much has gone. */
function send(url, form, progress) {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.timeout = 60000;
    request.setRequestHeader("X-CSRFToken", csrfToken());
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) progress(event.loaded / event.total); });
    for (const name of ["load", "error", "timeout", "abort"]) request.addEventListener(name, () => done(request));
    request.send(form);
  });
}

function sentenceOf(request) {
  try {
    return JSON.parse(request.responseText).detail ?? "";
  } catch {
    return "";
  }
}

async function deliver(item, uploader, id, file) {
  const body = await smaller(file);
  for (let attempt = 0; attempt < ATTEMPTS && item.isConnected; attempt += 1) {
    const form = new FormData();
    form.append("id", id);
    form.append("kind", uploader.dataset.kind);
    form.append("file", body, "photo.jpg");
    show(item, uploader.dataset.sending);
    const request = await send(uploader.dataset.url, form, (share) => { item.querySelector("progress").value = share; });
    if (request.status >= 200 && request.status < 300) return { ok: true };
    const hopeless = request.status >= 400 && request.status < 500 && ![408, 429].includes(request.status);
    if (hopeless) return { ok: false, sentence: sentenceOf(request) };
    show(item, uploader.dataset.waiting);
    await new Promise((done) => { setTimeout(done, backoff(attempt, request.getResponseHeader("Retry-After"))); });
  }
  return { ok: false, sentence: "" };
}

function show(item, words) {
  item.querySelector(".upload-words").textContent = words;
}

/** A new picture of the list, of a file or at an address. */
function itemFor(uploader, source) {
  const item = document.createElement("li");
  item.className = "upload is-sending";
  item.innerHTML = '<img><progress max="1" value="0"></progress><span class="upload-words"></span><button type="button" data-upload-remove><i class="ti ti-x" aria-hidden="true"></i></button>';
  item.querySelector("img").src = typeof source === "string" ? source : URL.createObjectURL(source);
  item.querySelector("img").alt = uploader.dataset.alt;
  item.querySelector("button").setAttribute("aria-label", uploader.dataset.remove);
  uploader.querySelector("[data-uploads]").insertBefore(item, uploader.querySelector(".upload-add"));
  return item;
}

async function take(uploader, file) {
  const item = itemFor(uploader, file);
  await attempt(item, uploader, newId(), file);
}

async function attempt(item, uploader, id, file) {
  item.className = "upload is-sending";
  // Whatever goes wrong is said, and the form waits no longer.
  const { ok, sentence } = await deliver(item, uploader, id, file).catch(() => ({ ok: false, sentence: "" }));
  if (!item.isConnected) return;
  if (ok) sent(item, uploader, id);
  else {
    failed(item, sentence || uploader.dataset.failed);
    offerRetry(item, uploader, id, file);
  }
  uploader.dispatchEvent(new CustomEvent("uploads:change", { bubbles: true }));
  goOn(uploader.closest("form"));
}

function sent(item, uploader, id) {
  item.className = "upload is-sent";
  show(item, "");
  item.append(hidden(uploader.dataset.name, id));
  watch(item, `${uploader.dataset.url}${id}/?size=small`);
}

function failed(item, sentence) {
  item.className = "upload is-failed";
  item.querySelector("input[type=hidden]")?.remove();
  show(item, sentence);
  toast(sentence, { tone: "bad" });
}

/** A photo that the platform can't read is said while it can be taken again; what is not known by then, a notice says. */
async function watch(item, url) {
  for (const pause of LOOKS_MS) {
    await new Promise((done) => { setTimeout(done, pause); });
    if (!item.isConnected) return;
    const answer = await fetch(url, { headers: { Accept: "image/*, application/json" } }).catch(() => null);
    if (answer?.ok) return;
    const said = await answer?.json().catch(() => null);
    if (said?.photo === "refused" && item.isConnected) {
      failed(item, said.detail);
      return;
    }
  }
}

function hidden(name, value) {
  const input = document.createElement("input");
  Object.assign(input, { type: "hidden", name, value });
  return input;
}

function offerRetry(item, uploader, id, file) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "upload-retry";
  button.textContent = uploader.dataset.retry;
  button.addEventListener("click", () => {
    button.remove();
    attempt(item, uploader, id, file);
  });
  item.append(button);
}

function goOn(form) {
  if (!form || !waitingForms.has(form) || isBusy(form)) return;
  const pressed = waitingForms.get(form);
  waitingForms.delete(form);
  if (!form.querySelector(".upload.is-failed")) form.requestSubmit(pressed?.isConnected ? pressed : null);
}

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-upload]")) return;
  for (const file of event.target.files) take(uploaderOf(event.target), file);
  event.target.value = ""; // the same picture may be chosen again
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-upload-remove]");
  if (!button) return;
  const uploader = uploaderOf(button);
  button.closest("li").remove();
  goOn(uploader.closest("form"));
});

// Before anything else hears of it: a form with photos under way is held back.
addEventListener("submit", (event) => {
  if (!event.target.matches("[data-uploads-first]") || !isBusy(event.target)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  waitingForms.set(event.target, event.submitter);
  announce(uploaderOf(event.target.querySelector("[data-uploads]")).dataset.busy);
  toast(event.target.querySelector("[data-uploader]").dataset.busy);
}, true);

// What was put back from a draft has its photos with it: they were sent before.
document.addEventListener("draft:restored", ({ target, detail }) => {
  const uploader = target.querySelector("[data-uploader]"); // a second one of a form sends under the same name
  for (const id of detail[uploader?.dataset.name] ?? []) {
    sent(itemFor(uploader, `${uploader.dataset.url}${id}/?size=small`), uploader, id);
  }
});
