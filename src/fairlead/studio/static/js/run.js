// The screen of a run, live: stages change as they really begin and end, and a choice does not load the page anew.
import { announce, listen, part, swap } from "./studio.js";

const head = document.getElementById("verdict");
const detail = document.getElementById("detail");
const LEAST = 700; // milliseconds between two looks at the whole screen; the stages themselves change at once
let asked = 0;
let waiting = null;
let stop = null;

function chosen() {
  return new URLSearchParams(location.search).get("stage");
}

/** Get the screen as it is now, and put its parts in their places. */
async function look() {
  waiting = null;
  asked = performance.now();
  const query = new URLSearchParams(location.search);
  query.set("base", head.dataset.base);
  const url = `${head.dataset.home.replace(/\/(pipeline|runs\/[^/]*)$/, "")}/runs/${head.dataset.run}/part?${query}`;
  const found = JSON.parse(await part(url));
  swap(head, found.verdict);
  const box = document.querySelector(".graph-box");
  const at = box ? [box.scrollLeft, box.scrollTop] : null;
  const wholly = look.wholly;
  look.wholly = false;
  if (head.dataset.large === "no" || wholly) swap(document.getElementById("graph"), found.graph);
  const fresh = document.querySelector(".graph-box");
  if (at && fresh) [fresh.scrollLeft, fresh.scrollTop] = at;
  swap(document.getElementById("gantt"), found.gantt);
  const stages = document.getElementById("stages");
  if (stages && !stages.contains(document.activeElement)) swap(stages, found.stages);
  if (!stages && found.stages.includes("data-stage-link")) location.reload(); // the run has begun: now there is a table
  if (detail) {
    const top = detail.scrollTop;
    const read = detail.querySelector(".log"); // whoever has scrolled up in a log wants to read there
    const isRead = !wholly && read && read.scrollHeight - read.scrollTop - read.clientHeight > 30;
    const line = isRead ? read.scrollTop : -1;
    swap(detail, found.detail);
    detail.hidden = !found.detail.trim();
    document.body.classList.toggle("with-aside", !detail.hidden);
    detail.scrollTop = top;
    for (const log of detail.querySelectorAll(".log")) log.scrollTop = line < 0 ? log.scrollHeight : line;
  }
  return found.state;
}

function soon() {
  if (waiting) return;
  waiting = setTimeout(() => look().catch(() => {}), Math.max(60, LEAST - (performance.now() - asked)));
}

/** Draw one stage as an event says it stands. */
function redraw(event) {
  for (const stage of document.querySelectorAll("[data-stage]")) {
    if (stage.dataset.stage !== event.stage) continue;
    stage.setAttribute("class", stage.getAttribute("class").replace(/\bis-\w+/, `is-${event.tone}`));
    const sign = stage.querySelector("use");
    if (sign) sign.setAttribute("href", `#s-${event.sign}`);
    const said = stage.querySelector(".said");
    if (said) said.textContent = event.said;
    const took = stage.querySelector(".took");
    if (took) took.textContent = "";
    stage.setAttribute("aria-label", `${event.stage} ${event.said}`);
  }
}

function follow() {
  if (stop || !head.dataset.run || head.dataset.live !== "yes") return;
  const place = document.getElementById("connection");
  const prefix = head.dataset.home.replace(/\/(pipeline|runs\/[^/]*)$/, "");
  stop = listen(`${prefix}/runs/${head.dataset.run}/events?after=${head.dataset.after}`, {
    step(event) {
      if (event.state) redraw(event);
      if (event.state === "failed") announce(`${event.stage} failed. ${event.reason}`);
      soon();
    },
    async end(event) {
      clearInterval(clock);
      if (waiting) clearTimeout(waiting);
      look.wholly = true;
      await look();
      if (place) place.textContent = "";
      announce(`The run ${event.state}.`);
    },
    lost() { if (place) place.textContent = "connection lost, trying again"; },
    back() { if (place) place.textContent = "live"; },
  });
  const clock = setInterval(() => { if (!document.hidden) soon(); }, 1000); // bars of what runs grow
}

// A stage is chosen by its link, in the graph, the chart, the table or the detail: the address changes, the page stays.
document.addEventListener("click", async (event) => {
  if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || !head.dataset.run) return;
  const link = event.target.closest("a.stage, .gantt a, a[data-stage-link]");
  if (!link) return;
  event.preventDefault();
  history.pushState(null, "", link.getAttribute("href"));
  look.wholly = true;
  try {
    await look();
  } catch {
    location.reload();
    return;
  }
  if (detail) {
    detail.scrollTop = 0;
    announce(`Stage ${chosen()} chosen.`);
    if (matchMedia("(max-width: 75rem)").matches) detail.scrollIntoView({ block: "start" });
  }
});
addEventListener("popstate", () => { look.wholly = true; look().catch(() => location.reload()); });

const current = document.querySelector(".stage[aria-current] .box");
const graph = document.querySelector(".graph-box");
if (current && graph) {
  const place = current.getBoundingClientRect();
  const frame = graph.getBoundingClientRect();
  graph.scrollLeft += place.left - frame.left - frame.width / 2 + place.width / 2;
  graph.scrollTop += place.top - frame.top - frame.height / 2 + place.height / 2;
}
if (head) follow();
