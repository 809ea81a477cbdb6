// The cast list: what is chosen there stays, all else is dimmed. The address keeps the choice.
import { choose, on } from "./margin-column.js";

const NAMES = ["by", "kind", "label", "speaker"];
const asked = () => new URLSearchParams(location.search);

function sift() {
  const wanted = NAMES.map((name) => [name, asked().getAll(name)]).filter(([, values]) => values.length);
  const fits = ({ dataset }) => wanted.every(([name, values]) => (dataset[name] ?? "").split(" ").some((value) => values.includes(value)));
  const cards = [...document.querySelectorAll("#cards .card")];
  const kept = new Set(cards.filter(fits).map((card) => card.dataset.for));
  for (const card of cards) card.hidden = !kept.has(card.dataset.for) && !card.matches(".sel");
  document.querySelector(".col").classList.toggle("dim", wanted.length > 0);
  if (wanted.length) for (const mark of document.querySelectorAll("mark.hl"))
    mark.classList.toggle("keep", mark.dataset.h.split(" ").some((id) => kept.has(id)));
  for (const button of document.querySelectorAll("#cast [data-only]"))
    button.ariaPressed = asked().getAll(button.dataset.only).includes(button.value);
  for (const one of document.querySelectorAll("[data-sifted]")) one.hidden = !wanted.length;
  const words = document.getElementById("cast").dataset.shown.replace("{n}", kept.size).replace("{all}", cards.length);
  for (const place of document.querySelectorAll("[data-shown-words]")) place.textContent = words;
  for (const link of document.querySelectorAll("a[data-sifts]")) {
    const as = new URL(link.href).searchParams.get("as");
    link.search = new URLSearchParams([["as", as], ...wanted.flatMap(([name, values]) => values.map((value) => [name, value]))]);
  }
  return words;
}

on("click", ({ target }) => {
  const button = target.closest("[data-only], [data-clear]");
  if (target.closest("[data-filters]")) {
    const sheet = document.getElementById("filters");
    sheet.prepend(document.getElementById("cast"));
    sheet.addEventListener("close", () => document.getElementById("main").prepend(sheet.firstElementChild), { once: true });
    sheet.showModal();
  }
  if (!button) return;
  const address = new URL(location);
  const { only } = button.dataset;
  if (!only) for (const name of NAMES) address.searchParams.delete(name);
  else if (button.ariaPressed === "true") address.searchParams.delete(only, button.value);
  else address.searchParams.append(only, button.value);
  history.replaceState(history.state, "", address);
  choose(null);
  document.getElementById("live").textContent = sift();
});
on("margent:changed", sift);
on("htmx:afterSettle", sift);
sift();
