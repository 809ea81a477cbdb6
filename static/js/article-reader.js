// <article-reader>: what is selected in the text can become a highlight.
import { copy, say } from "./copy-button.js";
import { editNew } from "./new-highlight.js";
import { rangeOf, spanOf } from "./text-offsets.js";

class ArticleReader extends HTMLElement {
  connectedCallback() {
    this.tools = this.querySelector(".tools");
    document.addEventListener("selectionchange", () => this.offer());
    document.addEventListener("pointerup", () => setTimeout(() => this.offer()));
    this.tools.addEventListener("mousedown", (event) => event.preventDefault());
    this.tools.addEventListener("click", (event) => {
      const kind = event.target.closest("[data-make]")?.dataset.make;
      if (kind === "link") this.link();
      else if (kind) this.make(kind);
    });
    this.offer();
  }

  get span() {
    const selection = getSelection();
    return selection.isCollapsed ? null : spanOf(selection.getRangeAt(0));
  }

  offer() {
    this.tools.hidden = !this.span;
    if (this.tools.hidden) return;
    const box = getSelection().getRangeAt(0).getBoundingClientRect();
    const column = this.getBoundingClientRect();
    const room = column.width - this.tools.offsetWidth;
    this.tools.style.insetBlockStart = `${box.bottom - column.top + 8}px`;
    this.tools.style.left = `${Math.max(0, Math.min(box.left - column.left, room))}px`;
  }

  // The address of the words themselves, which browsers look up and show.
  link() {
    const words = this.span?.words;
    if (!words) return false;
    const short = words.length < 120 && !words.includes("\n");
    const ends = short ? [words] : [words.match(/^\S+( \S+){0,4}/)[0], words.match(/\S+( \S+){0,4}$/)[0]];
    const named = ends.map((one) => encodeURIComponent(one).replaceAll("-", "%2D"));
    copy(`${location.origin}/versions/${this.dataset.version}/#:~:text=${named}`)
      .then((done) => done && say(this.tools.querySelector("[data-copied]")));
    return true;
  }

  make(kind) {
    const { span } = this;
    if (!span) return false;
    getSelection().removeAllRanges();
    this.tools.hidden = true;
    const range = rangeOf(span.start, span.end);
    editNew(kind, span, range);
    CSS.highlights?.set("annotating", new Highlight(range));
    return true;
  }
}

customElements.define("article-reader", ArticleReader);
