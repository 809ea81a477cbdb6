// What is swapped away takes the focus with it: then what stands in its place has it. (In an article
// that is what highlight-walk.js does.)
const main = document.getElementById("main");
const stops = () => [...main.querySelectorAll("a[href], button, input, select, textarea, summary")]
  .filter((one) => !one.disabled && one.getClientRects().length);
let held = null;

function hold() {
  const was = document.activeElement;
  if (!main.contains(was)) return;
  held = { was, place: stops().indexOf(was) };
}

function give() {
  if (!held || held.was.isConnected || document.activeElement !== document.body) return;
  const { was, place } = held;
  const all = stops();
  const alike = (one) => one.tagName === was.tagName && one.firstChild?.textContent === was.firstChild?.textContent;
  const next = all.slice(place).find(alike) ?? all[Math.min(place, all.length - 1)] ?? main;
  (document.getElementById(was.id) ?? next).focus({ preventScroll: true });
}

for (const type of ["htmx:beforeSwap", "htmx:oobBeforeSwap"]) document.addEventListener(type, hold);
document.addEventListener("htmx:afterSettle", give);
