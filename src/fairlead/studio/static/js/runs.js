// A page that names a run that goes on is loaded anew when it has ended.
import { listen } from "./studio.js";

const running = document.querySelector("[data-running]");
if (running) {
  // From far behind its last event: only its end matters here.
  listen(`${running.dataset.running}?after=99999999999`, { end: () => location.reload() });
}
