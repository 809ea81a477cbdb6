// <toast-message>: goes after ten seconds, unless a pointer or the focus rests on it.

const STAYS = 10_000;

class ToastMessage extends HTMLElement {
  connectedCallback() {
    this.start();
    for (const type of ["pointerenter", "focusin"]) this.addEventListener(type, () => clearTimeout(this.timer));
    for (const type of ["pointerleave", "focusout"]) this.addEventListener(type, () => this.start());
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  start() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.remove(), STAYS);
  }
}

customElements.define("toast-message", ToastMessage);

// What could not be sent is said, and stays where it was written.
function notSaved({ detail }) {
  const signedOut = detail.xhr?.status === 401;
  if (!signedOut && (detail.requestConfig?.verb === "get" || !detail.elt.closest("form, button"))) return;
  const words = document.querySelector(signedOut ? "[data-signed-out]" : "[data-not-saved]");
  document.getElementById("toasts").replaceChildren(words.content.cloneNode(true));
}
for (const type of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) document.addEventListener(type, notSaved);
