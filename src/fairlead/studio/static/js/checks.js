// The page of a suite: run what is in the editor without leaving it, and follow the run.
import { announce, post } from "./studio.js";

const form = document.getElementById("suite-form");
const said = form.querySelector("[data-said]");
const address = form.dataset.run;

function tell(text) {
  if (said.textContent !== text) {
    said.textContent = text;
    announce(text);
  }
}

async function follow() {
  const answer = await fetch(address, { headers: { Accept: "application/json", "X-Fairlead": "studio" } });
  const found = await answer.json();
  if (found.state !== "running") {
    const page = new URL(location.href);
    page.searchParams.set("run", "1");
    page.searchParams.delete("saved");
    location.assign(`${page.pathname}${page.search}`);
    return;
  }
  const last = found.told.at(-1);
  tell(last ? last.what : "It begins.");
  setTimeout(follow, 400);
}

form.addEventListener("submit", async (event) => {
  const what = event.submitter ? event.submitter.value : "run";
  if (what !== "run") return;
  event.preventDefault();
  try {
    tell("The suite runs.");
    await post(address, { do: "run", text: form.elements.text.value, table: form.elements.table.value });
    follow();
  } catch (error) {
    tell(error.message);
  }
});
if (form.dataset.state === "running") follow();
