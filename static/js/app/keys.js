// The help that ? opens: the keys that work everywhere, and those of the buttons that this page shows now.

const dialog = () => document.getElementById("keys");

function entry(button) {
  const [key, words] = [document.createElement("dt"), document.createElement("dd")];
  key.append(Object.assign(document.createElement("kbd"), { textContent: button.dataset.key }));
  words.textContent = [...button.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.textContent).join("").trim();
  return [key, words];
}

/** Called for ?; says whether there is a help to show. */
export function showKeys() {
  if (!dialog()) return false;
  const here = dialog().querySelector("[data-keys-here]");
  const buttons = [...document.querySelectorAll("[data-key]")].filter((each) => each.offsetParent);
  here.hidden = !buttons.length;
  here.querySelector("dl").replaceChildren(...buttons.flatMap(entry));
  dialog().showModal();
  return true;
}

document.addEventListener("click", (event) => {
  if (event.target === dialog()) dialog().close(); // the dark around it
  else if (event.target.closest("[data-keys]")) showKeys();
});
