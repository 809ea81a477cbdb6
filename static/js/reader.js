// The article page: everything a reader does with the text.
import "./article-reader.js";
import "./cast-filter.js";
import "./closed-card.js";
import "./copy-button.js";
import "./highlight-adjust.js";
import "./live-changes.js";
import "./margin-column.js";
import "./mentions.js";
import "./modal-dialog.js";
import "./passage-mode.js";
import "./reader-keys.js";
import "./speaker-field.js";
