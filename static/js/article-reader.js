// <article-reader>: what is selected in the text can become a highlight.
import { rangeOf, spanOf } from "./text-offsets.js";
import { editNew } from "./margin-column.js";

class ArticleReader extends HTMLElement {
  connectedCallback() {
    this.tools = this.querySelector(".tools");
    document.addEventListener("selectionchange", () => this.offer());
    document.addEventListener("pointerup", () => this.settle());
    this.tools.addEventListener("mousedown", (event) => event.preventDefault());
    this.tools.addEventListener("click", (event) => {
      const button = event.target.closest("[data-make]");
      if (button) this.make(button.dataset.make);
    });
  }

  get selected() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    const inText = [...this.querySelectorAll("[data-block]")].some((block) => range.intersectsNode(block));
    return inText ? range : null;
  }

  settle() {
    setTimeout(() => this.offer());
  }

  offer() {
    const range = this.selected;
    const span = range && spanOf(range);
    this.tools.hidden = !span;
    if (!span) return;
    const box = range.getBoundingClientRect();
    const column = this.getBoundingClientRect();
    const room = column.width - this.tools.offsetWidth;
    this.tools.style.insetBlockStart = `${box.bottom - column.top + 8}px`;
    this.tools.style.left = `${Math.max(0, Math.min(box.left - column.left, room))}px`;
  }

  make(kind) {
    const range = this.selected;
    const span = range && spanOf(range);
    if (!span) return false;
    getSelection().removeAllRanges();
    this.tools.hidden = true;
    editNew(kind, span, rangeOf(span.start, span.end));
    CSS.highlights?.set("annotating", new Highlight(rangeOf(span.start, span.end)));
    return true;
  }
}

customElements.define("article-reader", ArticleReader);
