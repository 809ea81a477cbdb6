// <add-box>: Ctrl+Enter adds, files can be dropped, and those that are chosen are named.
class AddBox extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      this.form.requestSubmit();
    });
    this.addEventListener("change", (event) => { if (event.target === this.files) this.tell(); });
    this.addEventListener("click", (event) => { if (event.target.closest(".chosen button")) this.choose(); });
    this.addEventListener("dragover", (event) => { if (event.dataTransfer.types.includes("Files")) event.preventDefault(); });
    this.addEventListener("drop", (event) => {
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      this.choose(event.dataTransfer.files);
    });
    // After "Paste text" in the list, the box is where to go on.
    this.addEventListener("htmx:afterSettle", (event) => { if (event.target.id === "paste-for") this.text.focus(); });
    // What was pasted before the scripts were there has not been looked at.
    window.addEventListener("load", () => {
      if (this.text.value !== this.text.defaultValue) this.text.dispatchEvent(new Event("chosen"));
    });
    this.tell();
  }

  get form() { return this.querySelector("form"); }
  get text() { return this.querySelector("textarea"); }
  get files() { return this.querySelector("input[type=file]"); }

  choose(files = new DataTransfer().files) {
    this.files.files = files;
    this.tell();
  }

  tell() {
    const names = [...this.files.files].map((file) => file.name);
    const line = this.querySelector(".chosen");
    line.hidden = !names.length;
    line.querySelector("span").textContent = names.join(", ");
    const count = this.querySelector("[name=chosen]");
    if (count.value === String(names.length)) return;
    count.value = names.length;
    this.text.dispatchEvent(new Event("chosen"));
  }
}

customElements.define("add-box", AddBox);
