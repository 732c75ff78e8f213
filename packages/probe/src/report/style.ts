/** The style of the HTML report: light and dark, and on paper with everything open. */
export const style = `
:root { color-scheme: light dark; --text: #1b1b1f; --muted: #5a5a64; --surface: #fff; --sunken: #f2f2f1; --line: #8886; --bad: #b3261e; --open: #8a5a00; --good: #1b6e35; }
@media (prefers-color-scheme: dark) { :root { --text: #ececf1; --muted: #abacb8; --surface: #15161a; --sunken: #2b2d34; --bad: #ffb4ab; --open: #f2c06a; --good: #86d99b; } }
body { margin: 0; background: var(--surface); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 70rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.25rem; margin-top: 2rem; }
code, pre { font: 0.95em ui-monospace, monospace; }
pre { margin: 0; white-space: pre-wrap; }
details { border-top: 1px solid var(--line); padding: 0.5rem 0; }
summary { cursor: pointer; }
.fail > summary strong { color: var(--bad); } .inconclusive > summary strong, .note { color: var(--open); }
.pass > summary strong { color: var(--good); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1rem; margin: 0.75rem 0; }
dt { font-weight: 600; } dd { margin: 0; }
.exchange { margin-left: 1rem; }
/* The same classes as on the pages of the lab (client/diagram/diagram.css). */
.picture { margin: 0.5rem 0; break-inside: avoid; break-before: avoid; }
.wire { display: block; max-width: 100%; height: auto; }
.wire.narrow { display: none; }
.wire text { fill: var(--text); font-family: system-ui, sans-serif; } .wire .code { font-family: ui-monospace, monospace; }
.wire .strong { font-weight: 700; } .wire .muted { fill: var(--muted); } .wire .ground { fill: var(--surface); }
.life-lines path { fill: none; stroke: var(--muted); stroke-width: 1px; }
.row .arrow { fill: none; stroke: var(--text); stroke-width: 1.8px; } .row .band { fill: var(--sunken); }
.row .band ~ .ground { fill: none; }
.lines { border: 0; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; }
td, th { text-align: left; vertical-align: top; padding: 0.2rem 0.6rem; border-top: 1px solid var(--line); }
td:not(:last-child) { white-space: nowrap; }
@media screen and (max-width: 50rem) { .wire.wide { display: none; } .wire.narrow { display: block; } }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } .exchange { margin-left: 0; } td:nth-child(3), th:nth-child(3) { display: none; } td:not(:last-child) { white-space: normal; } }
@media print { :root { color-scheme: light; --text: #000; --muted: #444; --surface: #fff; --sunken: #eee; --bad: #b3261e; --open: #8a5a00; --good: #1b6e35; } details:not([open]) > :not(summary) { display: block; } .exchange { break-inside: auto; } }
`;
