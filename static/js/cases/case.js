// A case and the form of its next move.

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-move-close]")) return;
  document.getElementById("move-form").replaceChildren();
  document.querySelector("#case-moves button")?.focus();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !document.querySelector("#move-form form") || document.querySelector("dialog[open]")) return;
  event.stopImmediatePropagation(); // the form closes before the panel behind it
  document.querySelector("[data-move-close]").click();
}, true);

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "move-form") return;
  const form = event.detail.target;
  const first = form.querySelector("[autofocus]") ?? form.querySelector("textarea, select, input:not([type=hidden], [type=file])");
  first?.focus();
});
