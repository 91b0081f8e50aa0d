// A home keeps itself fresh: every ten seconds its lists are asked for; parts that changed are put in place and marked.

import { POLL } from "app/http";
import { announce } from "app/toast";
import { say } from "app/words";

const EVERY = 10000;
const partsOf = (root) => [...root.children];
// What a part says, without the times that the page itself keeps fresh.
const gist = (part) => [...part.querySelectorAll("[data-seen], .tab-count, .stat-value, h2, .watched-one")].map((each) => each.dataset.seen ?? each.textContent).join("|");

function put(now, fresh) {
  const old = new Map(partsOf(now).map((part) => [gist(part), part]));
  let changed = 0;
  const parts = partsOf(fresh).map((part) => {
    const same = old.get(gist(part));
    if (same) return same;
    changed += 1;
    part.classList.add("is-changed");
    return part;
  });
  if (!changed && parts.length === now.children.length) return;
  const focused = document.activeElement?.getAttribute("href");
  now.replaceChildren(...parts);
  if (focused) now.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  announce(say("updated"));
}

async function refresh() {
  if (document.hidden) return;
  try {
    const answer = await fetch(location.href, { headers: { "X-Live": "1", ...POLL }, signal: AbortSignal.timeout(8000) });
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("work");
    if (fresh) put(document.getElementById("work"), fresh);
  } catch { /* the next round asks again; what is shown stays */ }
}

setInterval(refresh, EVERY);
document.addEventListener("visibilitychange", refresh);
