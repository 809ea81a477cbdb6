// The editor for a new highlight, beside the words it is about.
import { restore } from "./drafts.js";
import { choose, opens } from "./margin-column.js";
import "./speaker-field.js";

// What was written for another passage is not for this one (it stays in its draft).
function clear(form) {
  for (const field of ["speaker", "speaker_kind", "speaker_name", "note"]) form.elements[field].value = "";
  form.elements.visibility.checked = false;
}

export function editNew(kind, span, range) {
  choose(null);
  const card = document.getElementById("new-card");
  const form = card.querySelector("form");
  if (form.elements.words.value && form.elements.start.value !== String(span.start)) clear(form);
  form.elements.start.value = span.start;
  form.elements.end.value = span.end;
  form.elements.words.value = span.words;
  for (const radio of form.elements.kind) radio.checked = radio.value === kind;
  card.dataset.kind = form.dataset.kind = kind;
  restore(form);
  opens(card, range);
  form.elements[kind === "passage" ? "note" : "speaker_name"].focus({ preventScroll: true });
  if (!card.closest(".sheet-open")) card.scrollIntoView({ block: "nearest" });
}
