// The lesson: what is still being measured is waited for, and put in its place when it is there.
import { announce, part } from "./studio.js";

const WAIT = 2000; // milliseconds between two looks

async function look() {
  const place = document.querySelector("[data-reveal]");
  if (!place) return;
  try {
    const card = place.closest("section");
    const page = new DOMParser().parseFromString(await part(place.dataset.reveal), "text/html");
    const title = card.getAttribute("aria-label");
    const found = card.id ? page.getElementById(card.id) : [...page.querySelectorAll("section")].find((one) => one.getAttribute("aria-label") === title);
    if (found && !found.querySelector("[data-reveal]")) {
      card.replaceWith(found);
      announce("What was measured is here.");
    } else if (found) {
      const said = found.querySelector("[data-reveal] p");
      place.querySelector("p").replaceWith(said);
    }
  } catch {
    // The studio may be starting again; the next look tells.
  }
  setTimeout(look, WAIT);
}
setTimeout(look, WAIT);
