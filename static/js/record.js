// What is printed is on the page in full: the address that asks for it prints at once.
import "./undo-key.js";
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-print]")) return;
  event.preventDefault();
  print();
});
if (document.querySelector("[data-print]")) addEventListener("load", () => print());
