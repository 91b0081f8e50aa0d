// Lists that the keyboard walks: j/k move, Enter opens, x selects. A row opens by data-href, or is itself an htmx element.

let current = null; // the list that was used last

const rowsOf = (list) => [...list.querySelectorAll("tbody > tr, [data-item]")];
const chosenOf = (list) => list.querySelector('[aria-selected="true"]');

export function choose(list, row) {
  chosenOf(list)?.setAttribute("aria-selected", "false");
  row.setAttribute("aria-selected", "true");
  row.scrollIntoView({ block: "nearest" });
  if (!row.matches("a, button")) row.tabIndex = -1;
  row.focus({ preventScroll: true });
  current = list;
}

export function open(row) {
  const link = row.matches("a") ? row : row.querySelector("a[data-open], th a, td a");
  if (row.hasAttribute("hx-get")) window.htmx.trigger(row, "click");
  else if (row.dataset.href) location.assign(row.dataset.href);
  else link?.click();
}

function step(list, by) {
  const rows = rowsOf(list);
  if (!rows.length) return;
  const at = rows.indexOf(chosenOf(list));
  choose(list, rows[Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + by))]);
}

/** On a phone a row is a small sheet of its own; what the head said of each cell, the cell then says itself. */
export function labelCells(root = document) {
  for (const table of root.querySelectorAll(".work-table")) {
    const labels = [...table.querySelectorAll("thead th")].map((head) => head.dataset.label ?? head.textContent.trim());
    for (const row of table.tBodies[0]?.rows ?? []) [...row.cells].forEach((cell, at) => { cell.dataset.label = labels[at] ?? ""; });
  }
}

/** Called for keys that no field wants; says whether the key was used. */
export function listKey(key) {
  const list = current?.isConnected ? current : document.querySelector("[data-list]");
  if (!list) return false;
  if (key === "j" || key === "k") step(list, key === "j" ? 1 : -1);
  else if (key === "Enter" && chosenOf(list) && document.activeElement === chosenOf(list)) open(chosenOf(list));
  else if (key === "x" && chosenOf(list)?.querySelector("input[type=checkbox]")) chosenOf(list).querySelector("input[type=checkbox]").click();
  else return false;
  return true;
}

document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-list] tbody > tr");
  if (!row || event.target.closest("a, button, input, label, summary")) return;
  choose(row.closest("[data-list]"), row);
  if (!row.hasAttribute("hx-get")) open(row);
});

// Columns: hidden by a style rule for the table, so that rows that arrive later obey as well.
const sheet = new CSSStyleSheet();
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

function hideColumns() {
  const rules = [];
  for (const box of document.querySelectorAll("[data-column]")) {
    const id = box.closest("[data-columns]").dataset.columns;
    if (!box.checked) rules.push(`#${CSS.escape(id)} > * > tr > :nth-child(${Number(box.dataset.column)}) { display: none }`);
  }
  sheet.replaceSync(rules.join("\n"));
}

const keyOf = (frame) => `columns:${frame.dataset.columns}`;

export function setUpColumns(root = document) {
  for (const frame of root.querySelectorAll("[data-columns]")) {
    const kept = JSON.parse(localStorage.getItem(keyOf(frame)) ?? "{}");
    for (const box of frame.querySelectorAll("[data-column]")) box.checked = kept[box.dataset.columnKey] ?? box.checked;
  }
  hideColumns();
}

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-column]")) return;
  const frame = event.target.closest("[data-columns]");
  const boxes = [...frame.querySelectorAll("[data-column]")];
  localStorage.setItem(keyOf(frame), JSON.stringify(Object.fromEntries(boxes.map((box) => [box.dataset.columnKey, box.checked]))));
  hideColumns();
});
