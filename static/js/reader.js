// The article page: everything a reader does with the text. What is needed only after something was
// done is loaded then, and a press that comes before it goes on when it is there.
import "./closed-card.js";
import { on } from "./margin-column.js";
import "./modal-dialog.js";
import "./reader-keys.js";

const sift = () => import("./cast-filter.js");
const adjust = () => import("./highlight-adjust.js");
const keepDrafts = () => import("./drafts.js");
const live = () => import("./live-changes.js");

const pressed = new Map([
  ["[data-adjust]", adjust],
  ["[data-only], [data-clear], [data-filters]", sift],
  ["a[data-copy]", () => import("./copy-button.js")],
]);
on("click", async (event) => {
  for (const [what, load] of pressed) {
    const control = event.target.closest(what);
    if (!control) continue;
    event.preventDefault();
    event.stopImmediatePropagation();
    await load();
    pressed.delete(what);
    control.click();
  }
}, true);

on("margent:chosen", ({ detail }) => {
  if (!detail.id) return;
  adjust();
  import("./speaker-field.js");
});
on("htmx:load", ({ detail: { elt } }) => { if (elt.querySelector("copy-button")) import("./copy-button.js"); });
on("focusin", ({ target }) => {
  if (target.matches("textarea")) import("./mentions.js");
  if (target.matches("speaker-field *")) import("./speaker-field.js");
  if (target.form?.dataset.draft) keepDrafts();
});
on("selectionchange", () => import("./article-reader.js"));
on("visibilitychange", live);
setTimeout(live, 7000);
if (location.search) sift();
if (Object.keys(localStorage).some((key) => key.startsWith("draft "))) keepDrafts();
