// Suggestions in the margin: one press decides, and on to the next. What was decided is sent one
// after the other, so that the last answer shows how things stand.
import { cardOf, cards, choose, chosenId, layOut, marksOf, on, orderCards } from "./margin-column.js";
import { keys } from "./reader-keys.js";

const open = () => cards().filter((card) => card.matches(".sugg") && !card.hidden);
const put = new Map();
let queue = Promise.resolve();

// The first suggestion after a card, else the last one before it.
function nextTo(card) {
  const all = open().filter((one) => one !== card);
  return all.find((one) => card.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING) ?? all.at(-1);
}

function moveOn(card) {
  const next = nextTo(card);
  card.remove();
  choose(next?.dataset.for, { scroll: true, focus: true });
}

function decide(button) {
  const form = button.form;
  const { name, value } = button;
  const gone = name === "reopened" ? [] : value.split(" ").map((id) => cardOf(`s${id}`)).filter(Boolean);
  for (const card of gone) put.set(card.dataset.for, card);
  const chosen = gone.find((card) => card.dataset.for === chosenId()) ?? gone[0];
  for (const card of gone) if (card !== chosen) card.remove();
  if (chosen) moveOn(chosen);
  queue = queue.then(() => {
    const told = document.querySelector(`#toasts [data-decision=${name}]`)?.value ?? "";
    const values = { on: form.elements.on.value, [name]: value, with: told };
    return htmx.ajax("POST", form.action, { source: form, swap: "none", values });
  }).catch(() => back(gone));
}

function back(gone) {
  document.getElementById("cards").append(...gone);
  orderCards();
  layOut();
}

function name(card) {
  choose(card.dataset.for, { scroll: true });
  htmx.ajax("GET", card.querySelector("[data-edit]").href, { target: card.querySelector(".edit-slot") });
}

// What has been decided, here or by a colleague, has lost its mark.
function prune() {
  for (const card of open()) if (!marksOf(card.dataset.for).length) card.matches(".sel") ? moveOn(card) : card.remove();
}

on("click", (event) => {
  const button = event.target.closest("button[form=deciding]");
  const link = event.target.closest(".sugg [data-edit]");
  if (!button && !link) return;
  event.preventDefault();
  if (button) decide(button);
  else name(link.closest(".card"));
});

const press = (selector) => {
  const card = chosenId() ? cardOf(chosenId()) : open()[0];
  const button = card?.matches(".sugg") ? card.querySelector(selector) : null;
  button?.click();
  return button;
};
Object.assign(keys, {
  a: () => press("[name=accepted]"),
  A: () => press("[data-all]") || press("[name=accepted]"),
  x: () => press("[name=dismissed]"),
});

on("htmx:afterSettle", () => {
  // Cards without a mark would go to the end.
  prune();
  orderCards();
  const id = chosenId();
  if (id && !marksOf(id)[0]?.matches(".sel")) choose(id);
  else layOut();
});
// More than one speaker has the name: somebody has to choose.
on("margent:unsure", ({ detail: { ids } }) => {
  if (!ids.length) return;
  back(ids.map((id) => put.get(id)).filter(Boolean));
  name(cardOf(ids[0]));
});
on("margent:decided", ({ detail: { decision, ids } }) => {
  if (decision === "reopened" && ids.length) choose(ids[0], { scroll: true, focus: true });
});
