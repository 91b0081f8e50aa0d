// An @ in a comment opens the list of people who may see the case; a name is taken by a click, or with arrows and Enter.

const RUN = /@([\p{L}\p{N}_.+-]{0,60})$/u;
let asked = 0;

const listOf = (area) => area.form.querySelector("[data-mention-list]");
const runBefore = (area) => RUN.exec(area.value.slice(0, area.selectionStart));

function close(area) {
  asked += 1; // an answer on its way comes too late
  const list = listOf(area);
  list.hidden = true;
  list.replaceChildren();
}

async function suggest(area) {
  const run = runBefore(area);
  if (!run) return close(area);
  const mine = (asked += 1);
  const answer = await fetch(`${area.form.dataset.people}?q=${encodeURIComponent(run[1])}`, { signal: AbortSignal.timeout(8000) }).catch(() => null);
  if (!answer?.ok || mine !== asked) return;
  listOf(area).innerHTML = await answer.text();
  listOf(area).hidden = !listOf(area).children.length;
}

function take(area, option) {
  const run = runBefore(area);
  if (!run) return close(area);
  const [start, end] = [area.selectionStart - run[0].length, area.selectionStart];
  area.setRangeText(`@${option.dataset.mention} `, start, end, "end");
  close(area);
  area.focus();
}

function step(list, by) {
  const options = [...list.children];
  const at = options.findIndex((each) => each.getAttribute("aria-selected") === "true");
  options[at]?.removeAttribute("aria-selected");
  options[(at + by + options.length) % options.length]?.setAttribute("aria-selected", "true");
}

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-mentions]")) suggest(event.target);
});

document.addEventListener("keydown", (event) => {
  const area = event.target;
  if (!area.matches?.("[data-mentions]") || listOf(area).hidden || event.isComposing) return;
  const chosen = listOf(area).querySelector('[aria-selected="true"]');
  if (event.key === "ArrowDown" || event.key === "ArrowUp") step(listOf(area), event.key === "ArrowDown" ? 1 : -1);
  else if ((event.key === "Enter" || event.key === "Tab") && chosen) take(area, chosen);
  else if (event.key === "Escape") close(area);
  else return;
  event.preventDefault();
  event.stopPropagation();
}, true);

document.addEventListener("click", (event) => {
  const option = event.target.closest("[data-mention]");
  if (option) take(option.closest("form").querySelector("[data-mentions]"), option);
});
