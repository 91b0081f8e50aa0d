// fetch for our own API: CSRF, time limit, problem+json as an Error, and patience where asking twice is harmless.

import { say } from "app/words";

const RETRIED = new Set([429, 502, 503, 504]);
// What a page asks by itself, at intervals, is no use of it: a desk at which nobody sits is signed out (accounts/sessions.py).
export const POLL = { "X-Poll": "1" };

/** A refusal or failure: `message` is fit for the person; `status` 0 means that no answer came. */
export class Problem extends Error {
  constructor(message, { status = 0, errors = {}, requestId = "", body = null } = {}) {
    super(message);
    this.status = status;
    this.errors = errors;
    this.requestId = requestId;
    this.body = body;
  }

  /** Would the same request have a chance later? */
  get temporary() {
    return this.status === 0 || this.status === 408 || RETRIED.has(this.status) || this.status >= 500;
  }
}

export function csrfToken() {
  const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  return cookie ? decodeURIComponent(cookie[1]) : (document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "");
}

const wait = (milliseconds) => new Promise((done) => { setTimeout(done, milliseconds); });

/** Exponential with jitter: 0.5-1 s, 1-2 s, 2-4 s … at most 30 s; a server's Retry-After wins. */
export function backoff(attempt, retryAfter = null) {
  if (retryAfter && Number.isFinite(Number(retryAfter))) return Math.min(60, Number(retryAfter)) * 1000;
  return Math.min(30000, 1000 * 2 ** attempt) * (0.5 + Math.random() / 2);
}

async function problemOf(response) {
  let body = null;
  try {
    body = await response.json();
  } catch { /* not JSON: the status alone must do */ }
  const sentence = body?.detail || body?.title || (response.status >= 500 ? say("failed") : say("refused"));
  return new Problem(sentence, {
    status: response.status, errors: body?.errors ?? {}, body, requestId: response.headers.get("X-Request-Id") ?? "",
  });
}

async function once(url, options, timeout) {
  try {
    return await fetch(url, { ...options, signal: AbortSignal.timeout(timeout) });
  } catch (error) {
    throw new Problem(say(error.name === "TimeoutError" ? "timeout" : "offline"));
  }
}

function prepare(method, json, form, headers) {
  const options = { method, credentials: "same-origin", headers: { Accept: "application/json", ...headers } };
  if (!["GET", "HEAD"].includes(method)) options.headers["X-CSRFToken"] = csrfToken();
  if (json !== undefined) {
    options.body = JSON.stringify(json);
    options.headers["Content-Type"] = "application/json";
  } else if (form) options.body = form;
  return options;
}

/**
 * Ask `url`; gives the parsed JSON (null for 204) or throws a Problem.
 * `attempts` above 1 repeats temporary failures: only for GET, or for what carries an id of its own.
 */
export async function request(url, { method = "GET", json, form, headers = {}, timeout = 15000, attempts = method === "GET" ? 3 : 1 } = {}) {
  for (let attempt = 0; ; attempt += 1) {
    let problem;
    let retryAfter = null;
    try {
      const response = await once(url, prepare(method, json, form, headers), timeout);
      if (response.ok) return response.status === 204 ? null : await response.json();
      retryAfter = response.headers.get("Retry-After");
      problem = await problemOf(response);
    } catch (error) {
      problem = error instanceof Problem ? error : new Problem(say("failed"));
    }
    if (attempt + 1 >= attempts || !problem.temporary) throw problem;
    await wait(backoff(attempt, retryAfter));
  }
}

export const get = (url, options = {}) => request(url, options);
export const post = (url, json, options = {}) => request(url, { ...options, method: "POST", json });
