// The article page: everything a reader does with the text. What is needed only after something was
// done is loaded then.
import "./article-reader.js";
import "./cast-filter.js";
import "./closed-card.js";
import "./copy-button.js";
import "./live-changes.js";
import "./margin-column.js";
import "./modal-dialog.js";
import "./passage-mode.js";
import "./reader-keys.js";
import "./speaker-field.js";

let adjusting = null;
let ready = false;
const adjust = () => (adjusting ??= import("./highlight-adjust.js").then(() => { ready = true; }));
document.addEventListener("margent:chosen", ({ detail }) => { if (detail.id) adjust(); });
document.addEventListener("click", async (event) => {
  const link = event.target.closest("[data-adjust]");
  if (!link || ready) return;
  event.preventDefault();
  await adjust();
  link.click();
});

document.addEventListener("focusin", ({ target }) => { if (target.matches("textarea")) import("./mentions.js"); });
