// The article page: everything a reader does with the text.
import "./article-reader.js";
import "./copy-button.js";
import "./margin-column.js";
import "./modal-dialog.js";
import "./passage-mode.js";
import "./reader-keys.js";
import "./speaker-field.js";
