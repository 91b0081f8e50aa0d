// A check is passed when every closing condition is ticked; the server holds to it, this only says it sooner.

const form = document.querySelector("[data-visit]");
const ticks = form ? [...form.querySelectorAll("[data-tick]")] : [];
const yes = form?.querySelector("input[name=passed][value=yes]");

function weigh() {
  yes.disabled = !ticks.every((tick) => tick.checked);
  if (yes.disabled) yes.checked = false;
}

if (yes && ticks.length) {
  form.addEventListener("change", weigh);
  weigh();
}
