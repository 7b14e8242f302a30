// What every page shares: sending, listening, telling a screen reader, the switch of colours.

/** Send values to the studio and return its answer; an error of the engine is thrown with its words. */
export async function post(url, data = {}) {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Fairlead": "studio", Accept: "application/json" },
    body: JSON.stringify(data),
  });
  const kind = answer.headers.get("content-type") || "";
  const found = kind.includes("json") ? await answer.json() : await answer.text();
  if (!answer.ok) {
    const error = found && found.error;
    throw new Error(error ? [error.message, error.hint].filter(Boolean).join(" ") : `The studio answered ${answer.status}.`);
  }
  return found;
}

/**
 * Listen to what happens; the browser connects again by itself and says which event it saw last.
 * `handlers` maps the name of an event to a function of its data; `lost` and `back` tell of the connection.
 * All tabs share one connection, where the browser can: it opens six to one host and no more.
 * Returns a function that stops listening.
 */
export function listen(url, handlers) {
  const names = [...Object.keys(handlers).filter((name) => name !== "lost" && name !== "back")];
  if (!names.includes("end")) names.push("end");
  return window.SharedWorker ? listenTogether(url, names, handlers) : listenAlone(url, names, handlers);
}

function listenTogether(url, names, handlers) {
  const place = new URL(url, location.href);
  const { port } = new SharedWorker(new URL("./live.js", import.meta.url), "fairlead-live");
  const stop = () => port.postMessage({ leave: true });
  port.onmessage = ({ data }) => {
    const handle = handlers[data.name];
    if (handle) handle(data.data ? JSON.parse(data.data) : null);
  };
  port.postMessage({ listen: `${place.origin}${place.pathname}`, after: Number(place.searchParams.get("after")) || 0, names });
  addEventListener("pagehide", stop, { once: true });
  return stop;
}

function listenAlone(url, names, handlers) {
  const source = new EventSource(url);
  let isLost = false;
  for (const name of names) {
    source.addEventListener(name, (event) => {
      if (name === "end") source.close();
      if (handlers[name]) handlers[name](event.data ? JSON.parse(event.data) : null);
    });
  }
  source.onerror = () => {
    if (!isLost && handlers.lost) handlers.lost();
    isLost = true;
  };
  source.onopen = () => {
    if (isLost && handlers.back) handlers.back();
    isLost = false;
  };
  addEventListener("pagehide", () => source.close(), { once: true });
  return () => source.close();
}

/** Say something to a screen reader, without moving the focus. */
export function announce(text) {
  const place = document.getElementById("said");
  if (!place) return;
  place.textContent = "";
  requestAnimationFrame(() => { place.textContent = text; });
}

/** Get a part of a page as HTML. */
export async function part(url) {
  const answer = await fetch(url, { headers: { "X-Fairlead": "studio", Accept: "text/html" } });
  if (!answer.ok) throw new Error(`The studio answered ${answer.status}.`);
  return answer.text();
}

/** Put HTML of the studio in the place of what an element holds; the focus stays where it was. */
export function swap(element, html) {
  if (element.querySelector(":active")) { // a button that is being pressed would vanish under the finger
    setTimeout(() => swap(element, html), 200);
    return;
  }
  const focused = document.activeElement && element.contains(document.activeElement) ? document.activeElement : null;
  const mark = focused && (focused.id || focused.getAttribute("href"));
  element.innerHTML = html;
  if (!mark) return;
  const same = [...element.querySelectorAll("a, button, input, [tabindex]")].find((one) => one.id === mark || one.getAttribute("href") === mark);
  if (same) same.focus({ preventScroll: true });
}

const themes = document.querySelector("[data-theme-switch]");
if (themes) {
  themes.addEventListener("submit", (event) => {
    event.preventDefault();
    const theme = event.submitter ? event.submitter.value : "system";
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    for (const one of themes.querySelectorAll("button")) one.setAttribute("aria-pressed", String(one.value === theme));
    const body = new URLSearchParams({ theme });
    fetch("/theme", { method: "POST", headers: { "X-Fairlead": "studio" }, body });
    announce(`Colours: ${event.submitter.getAttribute("aria-label")}`);
  });
}

// A form that cannot be undone asks first; without JavaScript the page behind it does.
document.addEventListener("submit", (event) => {
  const question = event.target.dataset && event.target.dataset.confirm;
  if (question && !confirm(question)) event.preventDefault();
});
