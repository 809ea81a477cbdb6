// The editor for a new highlight, beside the words it is about.
import { restore } from "./drafts.js";
import { choose, opens } from "./margin-column.js";
import "./speaker-field.js";

// What was written for another passage is not for this one (it stays in its draft).
function clear(fields) {
  for (const name of ["speaker", "speaker_kind", "speaker_name", "note"]) fields[name].value = "";
  fields.visibility.checked = false;
}

export function editNew(kind, span, range) {
  choose(null);
  const card = document.getElementById("new-card");
  const form = card.querySelector("form");
  const fields = form.elements;
  if (fields.words.value && fields.start.value !== String(span.start)) clear(fields);
  for (const name of ["start", "end", "words"]) fields[name].value = span[name];
  fields.kind.value = card.dataset.kind = form.dataset.kind = kind;
  restore(form);
  opens(card, range);
  fields[kind === "passage" ? "note" : "speaker_name"].focus({ preventScroll: true });
  if (!card.closest(".sheet-open")) card.scrollIntoView({ block: "nearest" });
}
