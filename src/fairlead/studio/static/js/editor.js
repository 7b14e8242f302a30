// A code editor over a plain textarea: colours, line numbers, Tab and Shift-Tab, Ctrl-Enter. Undo, selection, spelling
// of the keyboard and input methods stay the browser's own; without this module the form works as it stands.
import { announce } from "./studio.js";

const KEYWORDS = new Set(
  ("False None True and as assert async await break class continue def del elif else except finally for from global if " +
    "import in is lambda nonlocal not or pass raise return try while with yield match case").split(" "),
);
const BUILT_IN = new Set(
  ("abs all any bool dict enumerate filter float frozenset getattr hasattr int isinstance len list map max min next object " +
    "open print property range repr reversed round set setattr sorted str sum super tuple type zip Exception ValueError " +
    "TypeError KeyError self cls").split(" "),
);
const VALUES = new Set("true false null inf nan".split(" ")); // of TOML and JSON, which have no words but these
const PREFIX = "(?:[rR][bBfF]?|[bBfF][rR]?|[uU])?";
const TOKEN = new RegExp(
  [
    "(?<comment>#[^\\n]*)",
    `(?<string>${PREFIX}(?:"""[\\s\\S]*?(?:"""|$)|'''[\\s\\S]*?(?:'''|$)|"(?:\\\\[\\s\\S]|[^"\\\\\\n])*"?|'(?:\\\\[\\s\\S]|[^'\\\\\\n])*'?))`,
    "(?<number>\\b(?:0[xXoObB][\\da-fA-F_]+|\\d[\\d_]*(?:\\.[\\d_]*)?(?:[eE][+-]?\\d+)?[jJ]?)|\\.\\d[\\d_]*(?:[eE][+-]?\\d+)?)",
    "(?<decorator>@[^\\W\\d][\\w.]*)",
    "(?<name>[^\\W\\d]\\w*)",
    "(?<other>\\s+|.)",
  ].join("|"),
  "gu",
);
const LONGEST = 100_000; // characters; a longer text is not coloured, so that typing stays quick
const STEP = "    ";

/** Cut code into [kind, text] pairs; put together the texts are the source again. */
export function tokens(source, language = "python") {
  const isPython = language === "python";
  const found = [];
  let before = "";
  for (const match of source.matchAll(TOKEN)) {
    const text = match[0];
    const kind = Object.keys(match.groups).find((name) => match.groups[name] !== undefined);
    if (kind !== "name") {
      found.push([kind === "other" ? "" : kind, text]);
      if (text.trim()) before = text;
      continue;
    }
    if (!isPython) {
      const isKey = language === "toml" && /^\s*[=.\]]/.test(source.slice(match.index + text.length, match.index + text.length + 80));
      found.push([isKey ? "defined" : VALUES.has(text) ? "keyword" : "", text]);
    } else if (KEYWORDS.has(text)) found.push(["keyword", text]);
    else if (before === "def" || before === "class") found.push(["defined", text]);
    else if (BUILT_IN.has(text) && before !== ".") found.push(["builtin", text]);
    else found.push(["", text]);
    before = text;
  }
  return found;
}

function coloured(source, language) {
  const whole = document.createDocumentFragment();
  if (source.length > LONGEST) {
    whole.append(source);
    return whole;
  }
  for (const [kind, text] of tokens(source, language)) {
    if (!kind) {
      whole.append(text);
      continue;
    }
    const span = document.createElement("span");
    span.className = `t-${kind}`;
    span.textContent = text;
    whole.append(span);
  }
  return whole;
}

/** Put text in the place of the selection so that the browser's own undo takes it back. */
function insert(area, text) {
  // The command is old, and the only one that keeps the history of undo in every browser.
  if (!document.execCommand || !document.execCommand("insertText", false, text)) {
    area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function shift(area, isBack) {
  const { value, selectionStart: start, selectionEnd: end } = area;
  if (start === end && !isBack) {
    const column = start - (value.lastIndexOf("\n", start - 1) + 1);
    insert(area, " ".repeat(STEP.length - (column % STEP.length)));
    return;
  }
  const from = value.lastIndexOf("\n", start - 1) + 1;
  const last = end > start && value[end - 1] === "\n" ? end - 1 : end;
  const to = value.indexOf("\n", last) < 0 ? value.length : value.indexOf("\n", last);
  const lines = value.slice(from, to).split("\n");
  const moved = lines.map((line) => (isBack ? line.replace(/^(?: {1,4}|\t)/, "") : line ? STEP + line : line));
  const text = moved.join("\n");
  if (text === value.slice(from, to)) return;
  area.setSelectionRange(from, to);
  insert(area, text);
  const first = moved[0].length - lines[0].length;
  const all = text.length - (to - from);
  area.setSelectionRange(Math.max(from, start + first), start === end ? Math.max(from, start + first) : end + all);
}

function newLine(area) {
  const { value, selectionStart: start } = area;
  const line = value.slice(value.lastIndexOf("\n", start - 1) + 1, start);
  const indent = /^[ \t]*/.exec(line)[0];
  insert(area, `\n${indent}${/[:([{]\s*(?:#.*)?$/.test(line) ? STEP : ""}`);
}

/** Make an editor of an element that holds a textarea. */
export function edit(frame) {
  const area = frame.querySelector("textarea");
  const numbers = document.createElement("div");
  const paint = document.createElement("pre");
  numbers.className = "editor-numbers";
  paint.className = "editor-paint";
  for (const one of [numbers, paint]) one.setAttribute("aria-hidden", "true");
  frame.prepend(numbers, paint);
  frame.classList.add("is-live");

  let shown = null;
  let isLeaving = false;
  let isWaiting = false;
  const follow = () => {
    paint.scrollTop = numbers.scrollTop = area.scrollTop;
    paint.scrollLeft = area.scrollLeft;
  };
  const draw = () => {
    isWaiting = false;
    if (area.value !== shown) {
      shown = area.value;
      paint.replaceChildren(coloured(shown, frame.dataset.language), "\n ");
      const count = shown.split("\n").length;
      if (numbers.childElementCount !== count) {
        numbers.replaceChildren(
          ...Array.from({ length: count }, (_, n) => {
            const one = document.createElement("span");
            one.textContent = String(n + 1);
            return one;
          }),
        );
      }
      mark(null);
    }
    follow();
  };
  const soon = () => {
    if (isWaiting) return;
    isWaiting = true;
    requestAnimationFrame(draw);
  };
  const mark = (line) => {
    for (const [n, one] of [...numbers.children].entries()) one.classList.toggle("is-wrong", n + 1 === line);
  };

  area.addEventListener("input", soon);
  area.addEventListener("scroll", follow, { passive: true });
  // While an input method composes, the browser draws the text itself: it underlines what is not settled yet.
  area.addEventListener("compositionstart", () => frame.classList.add("is-composing"));
  area.addEventListener("compositionend", () => {
    frame.classList.remove("is-composing");
    soon();
  });
  area.addEventListener("blur", () => { isLeaving = false; });
  area.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      area.form.requestSubmit();
      return;
    }
    if (event.key === "Escape") {
      isLeaving = true;
      announce("Tab now leaves the editor.");
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Tab" && !isLeaving) {
      event.preventDefault();
      shift(area, event.shiftKey);
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      newLine(area);
    }
    if (event.key !== "Shift" && event.key !== "Tab") isLeaving = false;
  });
  area.form.addEventListener("reset", () => setTimeout(soon));
  draw();
  return { area, mark, draw: soon };
}

/** Send an editor's form without leaving the page, and put the answer where the form says. */
function send(form, editor) {
  const result = document.getElementById(form.dataset.result);
  let running = null;
  form.addEventListener("submit", async (event) => {
    if (event.submitter && event.submitter.dataset.plain !== undefined) return;
    event.preventDefault();
    if (running) return;
    running = true;
    form.classList.add("is-sending");
    result.setAttribute("aria-busy", "true");
    announce("Running.");
    try {
      const body = new URLSearchParams(new FormData(form, event.submitter));
      const answer = await fetch(form.action, {
        method: "POST", body, headers: { "X-Fairlead": "studio", Accept: "text/html" },
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(told(text) || `The studio answered ${answer.status}.`);
      result.innerHTML = text;
      const line = Number(result.querySelector("[data-line]")?.dataset.line);
      editor.mark(line || null);
      announce(result.querySelector("[data-said]")?.dataset.said || "Done.");
    } catch (error) {
      const said = document.createElement("p");
      said.className = "run-failed";
      said.textContent = `It could not be run: ${error.message}`;
      result.replaceChildren(said);
      announce(said.textContent);
    } finally {
      running = null;
      form.classList.remove("is-sending");
      result.removeAttribute("aria-busy");
    }
  });
}

function told(text) {
  try {
    const { error } = JSON.parse(text);
    return [error.message, error.hint].filter(Boolean).join(" ");
  } catch {
    return "";
  }
}

for (const frame of document.querySelectorAll("[data-editor]")) {
  const editor = edit(frame);
  const form = editor.area.form;
  if (form && form.dataset.result) send(form, editor);
}
