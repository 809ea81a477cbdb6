// What is being written survives a reload, a crash and a closed card, until it is saved.
const FIELDS = ["speaker_name", "note", "body"];

const keyOf = (form) => {
  const { start, end } = form.elements;
  return `draft ${form.dataset.draft}${start?.value ? ` ${start.value}-${end.value}` : ""}`;
};

export function restore(form) {
  const draft = JSON.parse(sessionStorage.getItem(keyOf(form)) ?? "{}");
  for (const [name, value] of Object.entries(draft)) form.elements[name].value = value;
}

document.addEventListener("input", ({ target }) => {
  const form = target.form;
  if (!form?.dataset.draft) return;
  const fields = FIELDS.filter((name) => form.elements[name]);
  const draft = Object.fromEntries(fields.map((name) => [name, form.elements[name].value]));
  sessionStorage.setItem(keyOf(form), JSON.stringify(draft));
});

document.addEventListener("htmx:load", ({ detail }) => {
  for (const form of detail.elt.querySelectorAll("form[data-draft]")) restore(form);
});

document.addEventListener("htmx:beforeOnLoad", ({ detail }) => {
  const form = detail.requestConfig.elt.closest("form[data-draft]");
  if (form && detail.requestConfig.verb === "post" && detail.xhr.status < 300) sessionStorage.removeItem(keyOf(form));
});
