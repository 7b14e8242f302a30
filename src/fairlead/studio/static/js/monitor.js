// The simulated year: whatever is moved is drawn anew; without this file the form does the same with a page load.
import { announce, part, swap } from "./studio.js";

const form = document.querySelector("[data-controls]");
const year = document.getElementById("year");
const slider = document.getElementById("month");
const mechanism = document.getElementById("mechanism");
let newest = 0;

form.querySelector("[data-show]").hidden = true;

/** The address of what the controls say; what a guess has opened stays only while the year is the same. */
function address(extra = {}) {
  const now = new URLSearchParams(location.search);
  const said = new URLSearchParams({ view: "year", pattern: form.pattern.value });
  if (form.pattern.value !== "none") said.set("mechanism", mechanism.value);
  if (slider.value > 1) said.set("month", slider.value);
  const strategy = year.querySelector("details[data-strategy][open]");
  if (strategy) said.set("strategy", strategy.dataset.strategy);
  const isSame = (now.get("pattern") || "sudden") === form.pattern.value && (form.pattern.value === "none" || (now.get("mechanism") || mechanism.options[0].value) === mechanism.value);
  if (isSame && now.get("guess")) said.set("guess", now.get("guess"));
  if (isSame && now.get("triage")) said.set("triage", now.get("triage"));
  for (const [name, value] of Object.entries(extra)) said.set(name, value);
  return said;
}

/** Draw a part anew; of several on their way only the newest counts. */
async function draw(which, place) {
  const said = address();
  const mine = ++newest;
  const html = await part(`${year.dataset.url}?${said}&part=${which}`);
  if (mine !== newest) return false;
  history.replaceState(null, "", `${year.dataset.url}?${said}`);
  swap(place(), html);
  return true;
}

function label() {
  const words = slider.value > 1 ? `before month ${slider.value}` : "not at all";
  document.getElementById("month-said").textContent = words;
  slider.setAttribute("aria-valuetext", words);
}

slider.addEventListener("input", async () => {
  label();
  if (year.querySelector("#chart")) await draw("chart", () => year.querySelector("#chart"));
});
slider.addEventListener("change", () => {
  const said = year.querySelector("[data-said]");
  if (said) announce(said.textContent);
});

for (const one of [form.pattern, mechanism]) {
  one.addEventListener("change", async () => {
    mechanism.disabled = form.pattern.value === "none";
    if (await draw("year", () => year)) settle();
  });
}
form.addEventListener("submit", (event) => { event.preventDefault(); draw("year", () => year).then(settle); });

// A card that opens is drawn in the chart, and closes the others.
year.addEventListener("toggle", (event) => {
  const card = event.target;
  if (!card.dataset || !card.dataset.strategy) return;
  if (card.open) for (const other of year.querySelectorAll("details[data-strategy][open]")) if (other !== card) other.open = false;
  if (new URLSearchParams(location.search).get("guess") && year.querySelector("#chart")) draw("chart", () => year.querySelector("#chart"));
}, true);
year.addEventListener("click", (event) => {
  const link = event.target.closest("[data-draw]");
  if (!link) return;
  event.preventDefault();
  document.getElementById("chart").scrollIntoView({ block: "nearest" });
});

/** Bring the words at the top in line with the year, and look again while it is being computed. */
function settle() {
  const found = year.querySelector("[data-headline]");
  const place = document.getElementById("headline");
  if (found && place) { place.innerHTML = found.innerHTML; found.remove(); }
  const title = place && place.querySelector("h1");
  if (title) announce(title.textContent);
  wait();
}

let timer = 0;
function wait() {
  clearTimeout(timer);
  if (!year.querySelector("[data-waiting]")) return;
  timer = setTimeout(() => draw("year", () => year).then(settle, () => wait()), 1000);
}
wait();
