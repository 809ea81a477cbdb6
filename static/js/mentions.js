// An @ in a note offers the people here; whom one takes is written out by name.
const FIELDS = "textarea[name=body], textarea[name=note]";
let people = null;
let list = null;
let at = 0;

const typed = (field) => field.value.slice(0, field.selectionStart).match(/(?:^|[^\p{L}\p{N}])@([^@\n]{0,40})$/u)?.[1];
const fits = (name, words) => ` ${name}`.toLowerCase().includes(` ${words.toLowerCase()}`);

function close() {
  list?.previousElementSibling.removeAttribute("aria-activedescendant");
  list?.remove();
  list = null;
}

function point(index) {
  const { length } = list.children;
  at = (index + length) % length;
  [...list.children].forEach((option, place) => { option.ariaSelected = place === at; });
  list.previousElementSibling.setAttribute("aria-activedescendant", list.children[at].id);
  list.children[at].scrollIntoView({ block: "nearest" });
}

async function offer(field) {
  if (typed(field) === undefined) return close();
  people ??= fetch("/people/options/").then((answer) => (answer.ok ? answer.text() : ""));
  const all = document.createElement("ul");
  all.innerHTML = await people;
  const words = typed(field);
  close();
  if (words === undefined || document.activeElement !== field) return;
  for (const option of [...all.children]) if (!fits(option.dataset.name, words)) option.remove();
  if (!all.children.length) return;
  Object.assign(all, { className: "opts", id: "people", role: "listbox", ariaLabel: "@" });
  field.ariaAutoComplete = "list";
  field.setAttribute("aria-controls", all.id);
  field.after(all);
  list = all;
  point(0);
}

function take(option) {
  const field = list.previousElementSibling;
  const end = field.selectionStart;
  field.setRangeText(`${option.dataset.name} `, end - typed(field).length, end, "end");
  close();
  field.focus();
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

document.addEventListener("input", ({ target }) => { if (target.matches(FIELDS)) offer(target); });
document.addEventListener("focusout", close);
document.addEventListener("pointerdown", (event) => { if (event.target.closest("#people")) event.preventDefault(); });
document.addEventListener("click", (event) => {
  const option = event.target.closest("#people li");
  if (option) take(option);
});
document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const taken = (event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === "Tab";
  if (!list || event.target !== list.previousElementSibling || !(step || taken || event.key === "Escape")) return;
  event.preventDefault();
  event.stopPropagation();
  if (step) point(at + step);
  else if (taken) take(list.children[at]);
  else close();
}, true);

// Loaded when a field got the focus: something may have been typed since.
if (document.activeElement?.matches(FIELDS)) offer(document.activeElement);
