// <copy-button>: puts the words of a field, or of the element `data-from` names, on the clipboard.
// Without it they can be selected and copied by hand; the button is hidden until then.
class CopyButton extends HTMLElement {
  connectedCallback() {
    this.source = document.getElementById(this.dataset.from) ?? this.querySelector("input, textarea");
    this.button = this.querySelector("button");
    this.button.hidden = false;
    this.button.addEventListener("click", () => this.copy());
    this.source.addEventListener("focus", () => this.source.select?.());
  }

  async copy() {
    this.select();
    try {
      await navigator.clipboard.writeText(this.source.value ?? this.source.innerText);
    } catch {
      // No clipboard outside secure contexts; the selection is still there for Ctrl+C.
      if (!document.execCommand("copy")) return;
    }
    this.say(this.dataset.copied);
  }

  select() {
    if (this.source.select) this.source.select();
    else getSelection().selectAllChildren(this.source);
  }

  say(done) {
    const label = this.button.lastChild;
    const before = label.textContent;
    if (before === done) return;
    label.textContent = done;
    document.getElementById("live").textContent = done;
    setTimeout(() => { label.textContent = before; }, 2000);
  }
}

customElements.define("copy-button", CopyButton);
