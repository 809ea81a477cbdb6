// The outsider's page: cards stand level with their passage, and it can be printed.
import "./copy-button.js";

if (document.querySelector("margin-column")) import("./highlight-walk.js");
document.addEventListener("click", (event) => event.target.closest("[data-print]") && print());
