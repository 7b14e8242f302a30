// The page of a notebook: choose a cell without leaving the place, and follow a run while it goes on.
import { announce, part } from "./studio.js";

const detail = document.getElementById("chosen");
const cells = document.querySelectorAll(".cell");

async function choose(number, keep = true) {
  const address = new URL(detail.dataset.address, location.href);
  address.searchParams.set("cell", number);
  const asked = new URL(address);
  asked.searchParams.set("part", "detail");
  detail.setAttribute("aria-busy", "true");
  try {
    detail.innerHTML = await part(asked);
  } catch {
    location.assign(address); // the page itself says what is wrong
    return;
  }
  detail.removeAttribute("aria-busy");
  detail.classList.add("was-asked");
  detail.parentElement.scrollTop = 0;
  for (const cell of cells) {
    const isChosen = cell.dataset.cell === String(number);
    cell.classList.toggle("is-chosen", isChosen);
    const link = cell.querySelector(".choose");
    if (isChosen) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  if (keep) history.pushState({ cell: number }, "", `${address.pathname}${address.search}`);
  const title = detail.querySelector("h2");
  announce(`Cell ${number}: ${title ? title.textContent : ""}`);
}

for (const cell of cells) {
  cell.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const link = event.target.closest("a");
    if (link && !link.classList.contains("choose")) return;
    if (!link && String(getSelection())) return; // somebody marks text
    event.preventDefault();
    choose(Number(cell.dataset.cell));
  });
}
addEventListener("popstate", () => {
  const number = new URL(location.href).searchParams.get("cell");
  if (number) choose(Number(number), false);
  else location.reload();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && detail.classList.contains("was-asked") && matchMedia("(max-width: 75rem)").matches) {
    detail.classList.remove("was-asked");
    const chosen = document.querySelector(".cell.is-chosen .choose");
    if (chosen) chosen.focus();
  }
});

const trial = document.querySelector("[data-trial]");
async function follow() {
  const answer = await fetch(trial.dataset.trial, { headers: { Accept: "application/json", "X-Fairlead": "studio" } });
  const found = await answer.json();
  if (found.state !== "running") {
    announce(found.state === "done" ? "The notebook was run; the page shows what was measured." : "The run has ended.");
    const address = new URL(location.href);
    address.searchParams.delete("trial");
    history.replaceState(null, "", `${address.pathname}${address.search}#measure`);
    location.reload();
    return;
  }
  const said = trial.querySelector("[data-said]");
  const last = found.told.at(-1);
  if (said && last && said.textContent !== last.what) {
    said.textContent = last.what;
    announce(last.what);
  }
  const seconds = trial.querySelector("[data-seconds]");
  if (seconds) seconds.textContent = Math.round(found.seconds);
  setTimeout(follow, 700);
}
if (trial && trial.dataset.state === "running") follow();
