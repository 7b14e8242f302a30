// The page of the tests: each result appears as soon as the test has ended.
import { announce } from "./studio.js";

const session = document.querySelector("[data-session]");
const bar = session.querySelector("progress");
const words = { passed: "passed", failed: "failed", skipped: "skipped" };
const rows = new Map([...document.querySelectorAll("tr[data-test]")].map((row) => [row.dataset.test, row]));
const signs = new Map();
for (const row of rows.values()) {
  const status = row.querySelector("[data-outcome] .status");
  if (status) signs.set(status.textContent.trim(), status);
}
let seen = 0;

function sign(outcome) {
  const known = signs.get(outcome);
  if (known) return known.cloneNode(true);
  const made = document.createElement("span");
  made.className = `status is-${{ passed: "success", failed: "failed", skipped: "skipped" }[outcome]}`;
  made.textContent = words[outcome];
  return made;
}

async function follow() {
  const answer = await fetch(session.dataset.session, { headers: { Accept: "application/json", "X-Fairlead": "studio" } });
  const found = await answer.json();
  if (found.state !== "running") {
    announce(found.failed ? `The tests have ended: ${found.failed} failed.` : "The tests have ended.");
    location.reload();
    return;
  }
  const live = document.querySelector("[data-live]");
  for (const one of found.ended.slice(seen)) {
    const row = rows.get(one.test);
    if (row) {
      row.querySelector("[data-outcome]").replaceChildren(sign(one.outcome));
      row.querySelector("[data-took]").textContent = `${one.seconds.toFixed(2)} s`;
    }
    if (live && live.childElementCount <= found.done) {
      const item = document.createElement("li");
      const name = document.createElement("code");
      name.textContent = one.test;
      item.append(sign(one.outcome), " ", name);
      if (![...live.querySelectorAll("code")].some((code) => code.textContent === one.test)) live.prepend(item);
    }
  }
  seen = found.ended.length;
  const said = session.querySelector("[data-said]");
  if (said) said.textContent = `${found.done}${found.total ? ` of ${found.total}` : ""} tests, ${found.failed} failed, ${Math.round(found.seconds)} s`;
  if (found.total) {
    bar.max = found.total;
    bar.value = found.done;
  }
  setTimeout(follow, 500);
}
if (session.dataset.state === "running") follow();
