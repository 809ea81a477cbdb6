// <live-changes>: what colleagues do comes in while the page is looked at. Threads of closed cards
// change in place; what would move what is read waits for Show; an open editor is never touched.
import { cardOf, choose, chosenId, layOut, on, orderCards } from "./margin-column.js";
import { rangeOf } from "./text-offsets.js";

const threadOf = (id) => document.getElementById(`thread-${id}`);
const behind = (place, number) => place.dataset.stamp < number;
const known = (note) => document.querySelector(`#note-${note}, [data-notes~="${note}"]`);

// What a change asks for: a card that is new, gone or another, or a thread; nothing if it is here.
function partOf({ id, card, thread, notes }) {
  const here = cardOf(id);
  if (!here || !notes) return notes ? "fresh" : here && "gone";
  return behind(here, card) ? "cards" : behind(threadOf(id), thread) && "threads";
}

class LiveChanges extends HTMLElement {
  connectedCallback() {
    this.waiting = new Map();
    this.said = "0,0,0";
    this.timer = setInterval(() => this.look(), 8000);
    on("visibilitychange", () => this.look());
    on("click", ({ target }) => { if (target.closest("[data-show]")) this.bring(true); });
    this.look();
  }

  async look() {
    if (document.hidden) return;
    const answer = await fetch(`${this.dataset.changes}&since=${this.dataset.since}`).catch(() => null);
    if (answer?.status === 401) clearInterval(this.timer);
    if (answer?.status === 200) {
      const { since, changed } = await answer.json();
      this.dataset.since = since;
      for (const one of changed) this.waiting.set(one.id, one);
    }
    if (answer?.ok) this.bring(false);
  }

  async bring(asked) {
    const parts = { cards: [], fresh: [], gone: [], threads: [] };
    const count = { highlights: 0, notes: 0, others: 0 };
    for (const one of this.waiting.values()) {
      const part = partOf(one);
      const card = cardOf(one.id);
      if (!part) this.waiting.delete(one.id);
      else if (!card?.querySelector(".edit-slot > *, .editing-note") && (asked || this.moves(part, card, one) === false)) parts[part].push(one.id);
      else this.count(part, one, count);
    }
    const said = Object.values(count).join();
    if (said === this.said && !Object.values(parts).flat().length) return;
    this.said = said;
    const chosen = chosenId();
    await htmx.ajax("GET", `${this.dataset.newsAt}&${new URLSearchParams({ ...parts, ...count })}`, { source: this, swap: "none" });
    orderCards();
    this.find();
    if (chosen && chosen !== chosenId()) choose(chosen);
    else layOut();
  }

  moves(part, card, { notes }) {
    return part !== "threads" || card.matches(".sel") || !notes.length || !card.querySelector(".preview");
  }

  count(part, { notes }, count) {
    const unread = notes?.filter((note) => !known(note)).length;
    if (part === "fresh") count.highlights += 1;
    else if (unread) count.notes += unread;
    else count.others += 1;
  }

  // The words a new highlight is being written for may have been drawn again.
  find() {
    const form = document.querySelector("#new-card:not([hidden]) form");
    if (!form) return;
    const { start, end } = form.elements;
    const range = rangeOf(+start.value, +end.value);
    document.querySelector("margin-column").newRange = range;
    CSS.highlights?.set("annotating", new Highlight(range));
  }
}

customElements.define("live-changes", LiveChanges);
