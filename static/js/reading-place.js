// Where the reader came from, and how far they have come: [ and ] go on in the list they left, and
// what stands on top of the screen is noted when the page goes out of sight.
const [query, name] = JSON.parse(sessionStorage.list ?? "[]");
const back = document.querySelector("[data-list]");

if (name) {
  back.href += query && `?${query}`;
  back.nextElementSibling.textContent = name;
}

export function follow(way) {
  location.assign(back.dataset[way] + (query && `?${query}`));
}

const place = document.querySelector("[data-place]");
let noted = "0";
document.addEventListener("visibilitychange", () => {
  const blocks = [...document.querySelectorAll(".prose [data-block]")];
  const top = blocks.find((block) => block.getBoundingClientRect().bottom > 120);
  const start = top === blocks[0] ? "0" : top?.dataset.block;
  if (!place || !document.hidden || !start || start === noted) return;
  noted = start;
  const { place: url, version } = place.dataset;
  const headers = JSON.parse(document.body.getAttribute("hx-headers"));
  fetch(url, { method: "POST", keepalive: true, headers, body: new URLSearchParams({ start, version }) });
});
