// An article with many highlights has closed cards; what opens is fetched when it is first chosen.
document.addEventListener("margent:chosen", ({ detail }) => {
  const card = document.getElementById(`card-${detail.id}`);
  if (!card?.matches("[data-closed]")) return;
  const { href } = card.querySelector(".who");
  card.removeAttribute("data-closed");
  htmx.ajax("GET", href, { target: card, swap: "innerHTML", select: `#${card.id} > *` })
    .catch(() => card.setAttribute("data-closed", ""));
});
