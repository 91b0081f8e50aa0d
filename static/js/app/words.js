// What modules say by themselves, in the page's language (the JSON script #words).

const element = document.getElementById("words");
export const words = element ? JSON.parse(element.textContent) : {};

const fill = (sentence, value) => sentence.replace(/%[sd]/, value);

export const say = (name, value = "") => fill(words[name] ?? name, value);

/** The two largest parts of a length in milliseconds: the same words as common/durations.py. */
export function span(milliseconds) {
  const seconds = Math.floor(Math.abs(milliseconds) / 1000);
  const days = Math.floor(seconds / 86400);
  const hours = Math.floor((seconds % 86400) / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  if (days) return hours && days < 10 ? `${say("d", days)} ${say("h", hours)}` : say("d", days);
  if (hours) return minutes ? `${say("h", hours)} ${say("min", minutes)}` : say("h", hours);
  return say("min", minutes);
}

export function remaining(due, now = new Date()) {
  return now > due ? say("late", span(now - due)) : say("due", span(due - now));
}

export function ago(then, now = new Date()) {
  if (then - now > 60000) return say("in", span(then - now));
  return now - then < 60000 ? say("now") : say("ago", span(now - then));
}
