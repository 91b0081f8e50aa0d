// Photos: large on a press, and before over after with a slider between.

import { say } from "app/words";

function lightbox(link) {
  const dialog = document.createElement("dialog");
  dialog.className = "lightbox";
  dialog.innerHTML = '<figure><img><figcaption></figcaption></figure><button type="button"><i class="ti ti-x" aria-hidden="true"></i></button>';
  const image = dialog.querySelector("img");
  image.src = link.href;
  image.alt = dialog.querySelector("figcaption").textContent = link.dataset.caption ?? "";
  dialog.querySelector("button").setAttribute("aria-label", say("close"));
  dialog.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => { dialog.remove(); link.focus(); });
  document.body.append(dialog);
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-lightbox]");
  const toggle = event.target.closest("[data-compare-toggle]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    lightbox(link);
  } else if (toggle) {
    const pair = toggle.closest("[data-compare]");
    const laid = pair.classList.toggle("is-laid");
    toggle.setAttribute("aria-pressed", String(laid));
    toggle.lastChild.textContent = say(laid ? "side" : "overlay");
    pair.querySelector(".pair-slider").hidden = !laid;
  }
});

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-compare-slider]")) event.target.closest("[data-compare]").style.setProperty("--split", `${event.target.value}%`);
});
