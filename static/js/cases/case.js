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
  const first = event.detail.target.querySelector("textarea, select, input:not([type=hidden], [type=file])");
  first?.focus();
});

/** Of the pieces of a split only those filled in, wrong or asked for are shown; without script all are. */
function foldPieces() {
  const button = document.querySelector("#move-form [data-add-piece]");
  if (!button) return;
  const folded = [];
  for (let n = 2; button.form.elements[`piece_${n}`]; n += 1) {
    const fields = [button.form.elements[`piece_${n}`], button.form.elements[`piece_${n}_note`]];
    const rows = fields.map((field) => field.closest(".form-row"));
    if (fields.some((field) => field.value) || rows.some((row) => row.classList.contains("is-wrong"))) continue;
    for (const row of rows) row.hidden = true;
    folded.push(rows);
  }
  button.hidden = !folded.length;
  button.addEventListener("click", () => {
    const rows = folded.shift();
    for (const row of rows) row.hidden = false;
    rows[0].querySelector("select").focus();
    button.hidden = !folded.length;
  });
}

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "move-form") foldPieces();
});
foldPieces();
