"""How a report looks: light and dark by the reader's own setting, wide, narrow and on paper.

Every text has a contrast of 4.5 or more with what is behind it (WCAG 2.2, AA). No verdict is told by colour alone.
"""

from __future__ import annotations

_LIGHT = (
    "--paper:#f6f7f9;--card:#fff;--ink:#1b2330;--soft:#566074;--line:#dfe3ea;--track:#e8ebf1;--link:#1d4ed8;"
    "--good:#146c2e;--good-back:#e7f5ea;--warning:#8a4b00;--warning-back:#fdf1dd;"
    "--bad:#b3261e;--bad-back:#fdebe9;--note:#1d5a96;--note-back:#e8f1fb"
)
_DARK = (
    "--paper:#0f131a;--card:#171d27;--ink:#e7ebf2;--soft:#a3adbf;--line:#2b3442;--track:#2b3442;--link:#8ab4ff;"
    "--good:#7bd88f;--good-back:#12291a;--warning:#f5b95f;--warning-back:#2e2310;"
    "--bad:#ff9a91;--bad-back:#351817;--note:#8dbdf0;--note-back:#14263a"
)

PAGE_STYLE = f"""
:root{{{_LIGHT}}}
@media (prefers-color-scheme:dark){{:root{{{_DARK}}}}}
*{{box-sizing:border-box}}
body{{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}}
main{{max-width:1080px;margin:0 auto;padding:24px 20px 8px}}
header,section{{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:22px 24px;
margin:0 0 18px}}
header{{border-top:6px solid var(--tone);display:grid;grid-template-columns:1fr auto;gap:2px 24px}}
header>*{{grid-column:1/-1;margin:0}}
.good{{--tone:var(--good);--back:var(--good-back)}}.note{{--tone:var(--note);--back:var(--note-back)}}
.warning{{--tone:var(--warning);--back:var(--warning-back)}}.bad{{--tone:var(--bad);--back:var(--bad-back)}}
.kicker{{color:var(--soft);font-size:13px;letter-spacing:.04em;text-transform:uppercase}}
h1{{font-size:26px;line-height:1.25;grid-column:1;overflow-wrap:anywhere}}
h2{{font-size:18px;margin:0 0 10px}}
header .verdict{{grid-column:2;align-self:center;background:var(--back);color:var(--tone);font-weight:650;
padding:6px 16px;border-radius:999px;white-space:nowrap}}
.sentence{{font-size:18px}}
.source{{color:var(--soft);overflow-wrap:anywhere}}
dl{{display:flex;flex-wrap:wrap;gap:10px 40px;padding-top:16px}}
dt{{color:var(--soft);font-size:13px}}
dd{{margin:0;font-size:22px;font-weight:600;font-variant-numeric:tabular-nums}}
code{{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}}
section p,section ul{{margin:0 0 10px}}
.block{{border-left:4px solid var(--tone);padding:0 0 0 14px;margin:0 0 18px;overflow-wrap:anywhere}}
.block:last-child{{margin-bottom:0}}.block p{{margin:0}}
section .findings{{list-style:none;padding:0;margin:0 0 2px}}
.findings li{{margin:0 0 4px}}
.badge{{color:var(--tone);background:var(--back);padding:1px 8px;border-radius:6px;font-size:13px}}
.why{{color:var(--soft)}}
.scroll{{overflow-x:auto}}
table{{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}}
caption{{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}}
th,td{{text-align:left;vertical-align:top;padding:9px 14px 9px 0;border-bottom:1px solid var(--line);font-weight:400}}
thead th{{color:var(--soft);font-size:13px;font-weight:600;padding-top:0;white-space:nowrap}}
tbody tr:last-child>*{{border-bottom:0}}
.rules>tbody>tr>td:first-child span{{color:var(--tone);background:var(--back);font-weight:600;font-size:14px;
padding:2px 10px;border-radius:6px;white-space:nowrap}}
.rules .number{{white-space:nowrap}}
.rules>*>tr>:nth-child(3){{text-align:right}}
.rules .count{{display:inline-block;min-width:3.2em;text-align:right}}
.rules .rule{{width:99%;min-width:240px;overflow-wrap:anywhere}}
.label{{display:block;color:var(--soft)}}
.notes{{display:block;color:var(--soft);font-size:14px}}
.found{{white-space:normal;overflow-wrap:anywhere;display:inline-block;min-width:110px;max-width:260px}}
.bar{{margin:0 6px}}
.bar .track{{fill:var(--track)}}.bar .fill,.spark circle{{fill:var(--tone,var(--soft))}}
.spark{{display:block}}.spark polyline{{fill:none;stroke:var(--soft);stroke-width:1.5;stroke-linejoin:round}}
.spark circle{{fill:var(--ink)}}
.split{{display:block;border-radius:7px;margin:4px 0 14px}}
.split .valid{{fill:var(--good)}}.split .out{{fill:var(--warning)}}
details{{margin-top:6px}}
summary{{cursor:pointer;color:var(--link);font-size:14px}}
summary:focus-visible{{outline:2px solid var(--link);outline-offset:3px;border-radius:3px}}
.samples{{width:auto;margin:6px 0 2px;font-size:14px}}
.samples th,.samples td{{padding:4px 22px 4px 0}}
.samples i{{color:var(--soft)}}
footer{{max-width:1080px;margin:0 auto;padding:0 24px 32px;color:var(--soft);font-size:14px}}
@media (max-width:640px){{
main{{padding:12px 10px 4px}}
header,section{{padding:16px}}
header .verdict{{grid-column:1/-1;justify-self:start;margin:6px 0 4px}}
h1{{font-size:22px}}.sentence{{font-size:17px}}dl{{gap:10px 28px}}
.rules>thead{{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}}
.rules>tbody,.rules>tbody>tr,.rules>tbody>tr>td,.rules>tbody>tr>th{{display:block;width:auto;border:0;padding:0}}
.rules>tbody>tr{{padding:14px 0;border-bottom:1px solid var(--line)}}
.rules>tbody>tr:last-child{{border:0;padding-bottom:0}}
.rules>tbody>tr>*{{margin:0 0 6px}}
.rules>tbody>tr>td:empty{{display:none}}
.rules>*>tr>:nth-child(3){{text-align:left}}.rules .count{{min-width:0}}
.rules>tbody>tr>td.number::before,.rules>tbody>tr>td:nth-child(5)::before{{
content:attr(data-head) ": ";color:var(--soft)}}
.rules .rule{{min-width:0}}.found{{max-width:none}}
.samples{{display:block;overflow-x:auto}}
}}
@media print{{
:root{{{_LIGHT}}}
body{{background:#fff}}main{{max-width:none;padding:0}}
header,section{{border-radius:0;padding:12px 0;border-width:0 0 1px;break-inside:auto}}
tr,li{{break-inside:avoid}}
details>summary{{list-style:none}}
}}
""".replace("\n", "")

NOTEBOOK_STYLE = """
.fairlead-suite table{border-collapse:collapse;margin:0}
.fairlead-suite caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.fairlead-suite th,.fairlead-suite td{text-align:left;vertical-align:top;padding:4px 14px 4px 0;font-weight:400}
.fairlead-suite thead th{font-weight:600;opacity:.75;white-space:nowrap}
.fairlead-suite .number,.fairlead-suite td:first-child{white-space:nowrap}
.fairlead-suite .label,.fairlead-suite .notes{display:block;opacity:.75;font-size:85%;background:none}
.fairlead-suite .bar{margin:0 6px}
.fairlead-suite .track{fill:currentColor;opacity:.15}
.fairlead-suite .fill{fill:#d9534f}.fairlead-suite .fill.warning{fill:#e0962a}
.fairlead-suite .fill.good,.fairlead-suite .fill.note{fill:#4a90d9}
.fairlead-suite summary{cursor:pointer}
""".replace("\n", "")
