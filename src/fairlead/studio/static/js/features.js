// Features: the dial moves without the studio, a step is put in its place without a new page, work is waited for.
import { announce, part } from "./studio.js";

document.documentElement.classList.add("scripted");

/** Move the mark of a round: every number is on the page already. */
function choose(frame, level) {
  for (const one of frame.querySelectorAll(".chosen-level")) one.hidden = Number(one.dataset.level) !== level;
  for (const one of frame.querySelectorAll("svg .level, tr[data-level]")) one.classList.toggle("is-chosen", Number(one.dataset.level) === level);
  const name = frame.querySelector(`.chosen-level[data-level="${level}"]`).dataset.name;
  frame.querySelector("[data-level-name]").textContent = name;
  frame.querySelector("#level").setAttribute("aria-valuetext", name);
}

for (const frame of document.querySelectorAll("[data-invest]")) {
  const dial = frame.querySelector("#level");
  choose(frame, Number(dial.value) - 1);
  dial.addEventListener("input", () => choose(frame, Number(dial.value) - 1));
  dial.addEventListener("change", () => {
    const here = new URL(location.href);
    here.searchParams.set("level", dial.value);
    history.replaceState(history.state, "", here);
  });
  frame.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
}

async function show(address, isNew) {
  const page = new DOMParser().parseFromString(await part(address), "text/html");
  const found = page.getElementById("steps");
  const old = document.getElementById("steps");
  if (!found || !old) {
    location.assign(address);
    return;
  }
  const had = old.contains(document.activeElement);
  old.replaceWith(found);
  if (isNew) history.pushState({ step: true }, "", address);
  const chosen = found.querySelector(".strip [aria-current]");
  if (had) chosen.focus({ preventScroll: true });
  chosen.scrollIntoView({ block: "nearest", inline: "center" });
  announce(`${chosen.querySelector(".name").textContent}: ${chosen.querySelector(".did").textContent}`);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-step]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  const to = new URL(link.href);
  const level = new URL(location.href).searchParams.get("level"); // the dial may have moved since the link was made
  if (level) to.searchParams.set("level", level);
  show(to.href, true);
});
addEventListener("popstate", () => {
  if (document.getElementById("steps")) show(location.href, false);
});

const waiting = document.querySelector("[data-working]");
if (waiting) {
  let before = null;
  const look = async () => {
    try {
      const answer = await fetch(waiting.dataset.working, { headers: { "X-Fairlead": "studio" } });
      const state = await answer.json();
      const now = `${state.recipe} ${state.curve}`;
      if (before !== null && before !== now) {
        location.reload();
        return;
      }
      before = now;
      if (state.recipe !== "running" && state.curve !== "running") {
        location.reload();
        return;
      }
      waiting.querySelector("[data-told]").textContent = state.said;
      const bar = waiting.querySelector("progress");
      if (bar && state.of) bar.value = state.step - 1;
    } catch {
      // The studio may be starting again; the next look tells.
    }
    setTimeout(look, 1000);
  };
  look();
}
