// The page of a model: follow a promotion until the alias has moved, or has not.
import { announce } from "./studio.js";

const promotion = document.querySelector("[data-promotion]");

async function follow() {
  const answer = await fetch(promotion.dataset.promotion, { headers: { Accept: "application/json", "X-Fairlead": "studio" } });
  const found = await answer.json();
  if (found.state !== "running") {
    announce(found.state === "done" ? "It is in use." : "The promotion did not happen.");
    location.reload();
    return;
  }
  const said = promotion.querySelector("[data-said]");
  const last = found.told.at(-1);
  if (said && last && said.textContent !== last.what) {
    said.textContent = last.what;
    announce(last.what);
  }
  setTimeout(follow, 500);
}
if (promotion) follow();
