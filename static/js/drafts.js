// What is being written survives a reload, a crash and a lost connection, until it is saved or the
// writer signs out (menu.js).
const FIELDS = ["speaker_name", "note", "body", "seen"];

const keyOf = (form) => {
  const { start, end } = form.elements;
  const place = start?.value ? ` ${start.value}-${end.value}` : "";
  return `draft ${document.documentElement.dataset.reader} ${form.dataset.draft}${place}`;
};

export function restore(form) {
  const draft = JSON.parse(localStorage.getItem(keyOf(form)) ?? "{}");
  for (const [name, value] of Object.entries(draft)) if (form.elements[name]) form.elements[name].value = value;
}

function keep(form) {
  const fields = FIELDS.filter((name) => form.elements[name]);
  const draft = Object.fromEntries(fields.map((name) => [name, form.elements[name].value]));
  localStorage.setItem(keyOf(form), JSON.stringify(draft));
}

const drop = (form) => localStorage.removeItem(keyOf(form));

document.addEventListener("input", ({ target }) => { if (target.form?.dataset.draft) keep(target.form); });

document.addEventListener("click", ({ target }) => {
  const form = target.closest("[data-drop]")?.closest("form");
  if (form) drop(form);
});

// After two changes at once, the draft is one to what is stored now.
function take(elt) {
  const forms = [...elt.querySelectorAll("form[data-draft]"), ...(elt.matches("form[data-draft]") ? [elt] : [])];
  for (const form of forms) ("late" in form.dataset ? keep : restore)(form);
}
document.addEventListener("htmx:load", ({ detail }) => take(detail.elt));

document.addEventListener("htmx:beforeOnLoad", ({ detail }) => {
  const form = detail.requestConfig.elt.closest("form[data-draft]");
  if (form && detail.requestConfig.verb === "post" && detail.xhr.status < 300) drop(form);
});

// Loaded when a field got the focus: something may have been typed since.
const { form, value, defaultValue } = document.activeElement;
if (form?.dataset.draft && value !== defaultValue) keep(form);
take(document.body);
