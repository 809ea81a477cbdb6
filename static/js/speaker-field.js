// <speaker-field>: a combobox after the ARIA list pattern; the server finds and ranks.

class SpeakerField extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input.field");
    this.list = this.querySelector("ul");
    this.input.role = "combobox";
    this.input.ariaAutoComplete = "list";
    this.input.setAttribute("aria-controls", this.list.id);
    this.list.role = "listbox";
    this.list.ariaLabel = this.querySelector("label").textContent;
    // What is typed takes the place of the name that is there.
    this.input.addEventListener("focus", () => this.input.select());
    if (this.here) this.input.select();
    this.open(this.here);
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("input", () => this.fill("", "", null));
    this.input.addEventListener("blur", () => setTimeout(() => this.open(false), 150));
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.take(event.target.closest("[role=option]")));
    this.addEventListener("htmx:afterSwap", () => this.open(this.here));
  }

  get here() {
    return document.activeElement === this.input;
  }

  get options() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  open(yes) {
    const shown = yes && this.options.length > 0;
    this.list.hidden = !shown;
    this.input.ariaExpanded = shown;
    this.point(-1);
    document.dispatchEvent(new Event("margent:resized"));
  }

  point(index) {
    this.at = index;
    this.options.forEach((option, place) => { option.ariaSelected = place === index; });
    const option = this.options[index];
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    const { length } = this.options;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (this.list.hidden) return this.open(true);
      const by = event.key === "ArrowDown" ? 1 : -1;
      this.point((this.at + by + length + (this.at < 0 && by < 0 ? 1 : 0)) % length);
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && !this.list.hidden && this.at >= 0) {
      event.preventDefault();
      this.take(this.options[this.at]);
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.open(false);
    }
  }

  take(option) {
    if (!option) return;
    this.fill(option.dataset.speaker, option.dataset.new ?? "", option.dataset.name);
    this.open(false);
    this.input.focus();
  }

  fill(id, kind, name) {
    this.querySelector("[name=speaker]").value = id;
    this.querySelector("[name=speaker_kind]").value = kind;
    if (name !== null) this.input.value = name;
  }
}

customElements.define("speaker-field", SpeakerField);
