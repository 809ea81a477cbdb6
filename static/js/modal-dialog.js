// <modal-dialog>: the dialog inside opens when htmx has filled it, and closes on a press outside.

class ModalDialog extends HTMLElement {
  connectedCallback() {
    const dialog = this.querySelector("dialog");
    this.addEventListener("htmx:afterSwap", (event) => {
      if (event.target === dialog && !dialog.open) dialog.showModal();
    });
    // What is swapped inside takes the focus with it; it must not leave the dialog.
    this.addEventListener("htmx:afterSettle", () => {
      if (dialog.open && !dialog.contains(document.activeElement))
        dialog.querySelector("input:not([type=hidden]), summary, button")?.focus();
    });
    dialog.addEventListener("click", (event) => {
      const dismissed = event.target.closest("[data-dismiss]");
      if (dismissed?.matches("a")) event.preventDefault();
      if (dismissed || event.target === dialog) dialog.close();
    });
  }
}

customElements.define("modal-dialog", ModalDialog);
