// Cards come closed: what opens is fetched when one is first chosen.
const openings = new WeakMap();
let chosen = null;
// When all that the chosen card can do is there.
export const opened = () => openings.get(chosen);

// Each card asks by itself: of all that one element asks for at once, htmx sends the last only.
const open = (card) => new Promise((done) => {
  card.removeAttribute("data-closed");
  card.addEventListener("htmx:afterSettle", done, { once: true });
  htmx.ajax("GET", card.querySelector(".who").href, { source: card, swap: "innerHTML", select: `#${card.id} > *` })
    .catch(done).then(() => {
      if (card.toggleAttribute("data-closed", !card.querySelector(".edit-slot"))) done();
    });
});

document.addEventListener("margent:chosen", ({ detail }) => {
  chosen = document.getElementById(`card-${detail.id}`);
  if (chosen?.matches("[data-closed]")) openings.set(chosen, open(chosen));
});
