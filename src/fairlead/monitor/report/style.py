"""How a drawing looks in a report, light and dark by the reader's own setting, and on paper."""

from __future__ import annotations

CHART_STYLE = """
.chart{display:block;width:100%;height:auto;max-height:320px;margin:4px 0 6px;font:12px system-ui,sans-serif}
.chart text{fill:var(--soft)}
.chart .axis{stroke:var(--line);stroke-width:1}
.chart .band{fill:var(--link);opacity:.16}
.chart .line{fill:none;stroke:var(--link);stroke-width:2.2;stroke-linejoin:round}
.chart .dot{fill:var(--link)}
.chart .open{fill:var(--card);stroke:var(--link);stroke-width:1.6}
.chart .base{stroke:var(--soft);stroke-width:1.4;stroke-dasharray:2 4;fill:none}
.chart .target{stroke:var(--good);stroke-width:1.6;stroke-dasharray:8 4;fill:none}
.chart .fresh{stroke:var(--good);stroke-width:2;fill:none}
.chart .freshdot{fill:var(--good)}
.chart .estimate{fill:none;stroke:var(--warning);stroke-width:1.8}
.chart .track{fill:var(--track)}
.chart .fill{fill:var(--link)}
.chart .before{fill:var(--soft);opacity:.55}
.chart .now{fill:var(--link)}
.chart .here{stroke:var(--ink);stroke-width:1;stroke-dasharray:3 3}
.heat{border-collapse:separate;border-spacing:2px;width:auto}
.heat td,.heat th{border:0;padding:3px 7px;font-size:13px;white-space:nowrap}
.heat td{text-align:right;border-radius:4px;color:var(--soft)}
.heat td.some{background:var(--note-back);color:var(--note)}
.heat td.much{background:var(--warning-back);color:var(--warning);font-weight:600}
.key{display:flex;flex-wrap:wrap;gap:4px 22px;color:var(--soft);font-size:14px;margin:0 0 8px}
.key i{display:inline-block;width:22px;height:0;border-top:3px solid;vertical-align:middle;margin-right:7px}
.key .k-line{border-color:var(--link)}.key .k-base{border-color:var(--soft);border-top-style:dotted}
.key .k-target{border-color:var(--good);border-top-style:dashed}.key .k-fresh{border-color:var(--good)}
.key .k-estimate{border-color:var(--warning)}
.key .k-before{border-color:var(--soft);border-top-width:9px;opacity:.55}
.key .k-now{border-color:var(--link);border-top-width:9px}
.shapes{display:grid;grid-template-columns:repeat(auto-fill,minmax(300px,1fr));gap:6px 28px}
.shapes h3{font-size:15px;margin:8px 0 0;overflow-wrap:anywhere}
.numbers td,.numbers th[scope=col]:not(:first-child){text-align:right;white-space:nowrap}
.numbers td.left{text-align:left;white-space:normal}
@media print{.chart{max-height:220px;break-inside:avoid}.shapes>div{break-inside:avoid}
.heat td,.chart *{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
""".replace("\n", "")
