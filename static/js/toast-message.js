// <toast-message>: goes after ten seconds, unless a pointer or the focus rests on it.

class ToastMessage extends HTMLElement {
  connectedCallback() {
    this.start();
    for (const type of ["pointerenter", "focusin"]) this.addEventListener(type, () => clearTimeout(this.timer));
    for (const type of ["pointerleave", "focusout"]) this.addEventListener(type, () => this.start());
  }

  start() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.remove(), 10_000);
  }
}

customElements.define("toast-message", ToastMessage);

// What only offers a way goes as soon as the reader takes another.
const gone = () => document.querySelector("[data-offer]")?.remove();
for (const type of ["scroll", "selectionchange", "margent:chosen"]) document.addEventListener(type, gone);

// What could not be sent is said, and stays where it was written.
function notSaved({ detail }) {
  const signedOut = detail.xhr?.status === 401;
  if (!signedOut && (detail.requestConfig?.verb === "get" || !detail.elt.closest("form, button"))) return;
  say(signedOut ? "signed-out" : "not-saved");
}

function say(what) {
  const words = document.querySelector(`[data-${what}]`);
  if (words) document.getElementById("toasts").replaceChildren(words.content.cloneNode(true));
}
for (const type of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) document.addEventListener(type, notSaved);

// A script that is loaded when it is first needed may not come; what needs it asks again.
addEventListener("unhandledrejection", ({ reason }) => { if (/modul/.test(reason)) say("not-loaded"); });
