// <bookmark-link>: a bookmark is for dragging; pressed on our own page it says so.
class BookmarkLink extends HTMLElement {
  connectedCallback() {
    this.querySelector("a").addEventListener("click", (event) => {
      event.preventDefault();
      this.querySelector("[data-pressed]").hidden = false;
    });
  }
}

customElements.define("bookmark-link", BookmarkLink);
