// <copy-button>: puts the words of a field, or of the element `data-from` names, on the clipboard.
// Without it they can be selected and copied by hand; the button is hidden until then.

// Says whether the words are on the clipboard; outside secure contexts only the old command reaches it.
export async function copy(words) {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    addEventListener("copy", (event) => {
      event.clipboardData.setData("text", words);
      event.preventDefault();
    }, { once: true });
    return document.execCommand("copy");
  }
}

// For two seconds a label says what was done.
export function say(label, done = label.dataset.copied) {
  const before = label.textContent;
  document.getElementById("live").textContent = done;
  if (before === done) return;
  label.textContent = done;
  setTimeout(() => { label.textContent = before; }, 2000);
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-copy]");
  if (!link) return;
  event.preventDefault();
  if (await copy(link.href)) say(link.querySelector("[data-copied]"));
});

class CopyButton extends HTMLElement {
  connectedCallback() {
    this.source = document.getElementById(this.dataset.from) ?? this.querySelector("input, textarea");
    this.button = this.querySelector("button");
    this.button.hidden = false;
    this.button.addEventListener("click", () => this.copy());
    this.source.addEventListener("focus", () => this.source.select?.());
  }

  async copy() {
    if (await copy(this.source.value ?? this.source.innerText)) say(this.button.lastChild, this.dataset.copied);
    if (this.source.select) this.source.select();
    else getSelection().selectAllChildren(this.source);
  }
}

customElements.define("copy-button", CopyButton);
