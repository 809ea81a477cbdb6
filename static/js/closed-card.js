// Cards come closed: what opens is fetched when one is first chosen.
let opening = null;
// When all that the chosen card can do is there.
export const opened = () => opening;

document.addEventListener("margent:chosen", ({ detail }) => {
  const card = document.getElementById(`card-${detail.id}`);
  opening = null;
  if (!card?.matches("[data-closed]")) return;
  const { href } = card.querySelector(".who");
  card.removeAttribute("data-closed");
  opening = new Promise((done) => card.addEventListener("htmx:afterSettle", done, { once: true }));
  htmx.ajax("GET", href, { target: card, swap: "innerHTML", select: `#${card.id} > *` })
    .catch(() => card.setAttribute("data-closed", ""));
});
