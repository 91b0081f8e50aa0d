// Choosing rows: a box in each, Shift for all between, the box in the head for all; the bar says how many.

const boxes = () => [...document.querySelectorAll("#cases [name=case]")];
const bar = document.getElementById("bulk");
const all = document.querySelector("[data-select-all]");
let last = null;

function say() {
  const [chosen, every] = [boxes().filter((box) => box.checked).length, boxes().length];
  bar.querySelector("[data-bulk-count]").textContent = chosen;
  bar.classList.toggle("is-shown", chosen > 0);
  all.checked = chosen > 0 && chosen === every;
  all.indeterminate = chosen > 0 && chosen < every;
}

// A press on a box must not open its row; the row itself listens (htmx), so the press is stopped on its way down.
document.addEventListener("click", (event) => {
  const cell = event.target.closest(".row-select");
  if (!cell) return;
  event.stopPropagation();
  const box = cell.querySelector("[name=case]");
  if (!box) return;
  if (event.target !== box) box.checked = !box.checked;
  if (event.shiftKey && last?.isConnected) {
    const list = boxes();
    const [from, to] = [list.indexOf(last), list.indexOf(box)].sort((a, b) => a - b);
    for (const between of list.slice(from, to + 1)) between.checked = box.checked;
  }
  last = box;
  say();
}, true);

document.addEventListener("change", (event) => {
  if (event.target === all) for (const box of boxes()) box.checked = all.checked;
  if (event.target === all || event.target.name === "case") say();
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-select-none]")) return;
  for (const box of boxes()) box.checked = false;
  say();
});

say();
