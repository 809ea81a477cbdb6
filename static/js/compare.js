// <change-stepper>: goes from change to change; j and k do the same.
import "./undo-key.js";

class ChangeStepper extends HTMLElement {
  at = -1;

  connectedCallback() {
    this.changes = [...document.querySelectorAll("main .chg")];
    this.addEventListener("click", ({ target }) => this.step(Number(target.closest("button")?.value ?? 0)));
    document.addEventListener("keydown", (event) => this.press(event));
  }

  press({ key, target, ctrlKey, metaKey, altKey }) {
    const by = { j: 1, k: -1 }[key];
    if (!by || ctrlKey || metaKey || altKey || target.closest("input, textarea, select, dialog")) return;
    if (document.documentElement.dataset.singleKeys !== "off") this.step(by);
  }

  step(by) {
    if (!by) return;
    this.at = Math.max(0, Math.min(this.changes.length - 1, this.at + by));
    const change = this.changes[this.at];
    change.scrollIntoView({ block: "center" });
    change.focus({ preventScroll: true });
    this.querySelector("span").textContent = this.dataset.words.replace("{n}", this.at + 1);
  }
}

customElements.define("change-stepper", ChangeStepper);
