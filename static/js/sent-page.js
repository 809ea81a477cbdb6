// <sent-page>: takes the page that our bookmark hands over from the tab in which it was pressed,
// shows what it is, and puts it into the form. Nothing leaves before somebody presses the button.
const PATIENCE_MS = 4000;

class SentPage extends HTMLElement {
  connectedCallback() {
    if (!("waits" in this.dataset) || !window.opener) return;
    this.show("waiting");
    window.addEventListener("message", (event) => { if (this.isPage(event)) this.take(event); });
    this.timer = setTimeout(() => this.show("not-come"), PATIENCE_MS);
    window.opener.postMessage(this.dataset.ready, "*");
  }

  isPage({ source, data }) {
    return source === window.opener && data?.margent === this.dataset.page && typeof data.html === "string";
  }

  take({ origin, data }) {
    clearTimeout(this.timer);
    const file = new File([data.html], "page.html", { type: "text/html" });
    if (file.size > Number(this.dataset.most)) {
      this.part("too-large").hidden = false;
      this.show("not-come");
      return;
    }
    const url = ownAddress(data.url, origin);
    this.fill(file, String(data.title ?? "").slice(0, 300), url);
    this.show("came");
    document.getElementById("live").textContent = this.part("title").textContent;
  }

  fill(file, title, url) {
    const chosen = new DataTransfer();
    chosen.items.add(file);
    this.field("page").files = chosen.files;
    this.field("title").value = this.part("title").textContent = title;
    this.field("url").value = this.part("url").textContent = url;
    this.part("no-address").hidden = Boolean(url);
    this.part("size").textContent = size(file.size);
  }

  show(state) {
    for (const name of ["waiting", "came", "not-come"]) this.part(name).hidden = name !== state;
  }

  part(name) { return this.querySelector(`[data-${name}]`); }
  field(name) { return this.querySelector(`form [name=${name}]`); }
}

// A page may say any address; it is believed about its own site only.
function ownAddress(url, origin) {
  const parsed = URL.parse?.(url) ?? null;
  return parsed?.origin === origin && /^https?:$/.test(parsed.protocol) ? parsed.href : "";
}

function size(bytes) {
  const kilobytes = Math.max(1, Math.round(bytes / 1024));
  return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: "kilobyte" }).format(kilobytes);
}

customElements.define("sent-page", SentPage);
