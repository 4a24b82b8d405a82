/** How the debug page looks: light and dark, from phone to desktop. Its hash stands in the page's policy. */
export const debugStyleSheet = `
:root { color-scheme: light dark; --text: #1b1e25; --soft: #5a6170; --page: #f4f5f8; --card: #fff; --line: #e1e4ea; --code: #f8f9fb; --accent: #b3243f; --mark: #fde8ec; --on-accent: #fff; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e8ee; --soft: #9ba4b4; --page: #0f1115; --card: #171a20; --line: #2a2f39; --code: #12151a; --accent: #ff8196; --mark: #40202a; --on-accent: #1b0a0e; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.55 system-ui, sans-serif; }
header, main, footer { padding-inline: max(1rem, calc((100% - 68rem) / 2)); }
header { padding-block: 1.75rem 1.5rem; background: var(--card); border-top: 4px solid var(--accent); border-bottom: 1px solid var(--line); }
h1 { margin: .6rem 0 .5rem; font-size: clamp(1.2rem, 1rem + 1.2vw, 1.6rem); line-height: 1.3; text-wrap: pretty; overflow-wrap: anywhere; }
h2 { margin: 0 0 .75rem; font-size: 1rem; }
p { margin: 0; }
small { color: var(--soft); font-size: 13px; font-weight: 400; }
.request { overflow-wrap: anywhere; }
.status { margin-right: .35rem; padding: .1rem .5rem; border-radius: 99px; background: var(--accent); color: var(--on-accent); font-size: 13px; }
.kind { color: var(--soft); }
pre, code { font: 13px/1.6 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
pre { margin: 0; }
.message { margin-bottom: .6rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.message.pointing { white-space: pre; overflow-x: auto; }
main { padding-block: 1.25rem; display: grid; gap: 1.25rem; grid-template-columns: minmax(0, 1fr); }
section { padding: 1.1rem 1.25rem; background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
section > .kind { margin-bottom: .5rem; }
summary, .frame { font-size: 14px; padding-block: .3rem; overflow-wrap: anywhere; }
details.frame { padding-block: 0; }
summary { cursor: pointer; border-radius: 6px; }
summary:hover { background: var(--code); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.place b { color: var(--accent); }
.call, .foreign > summary { color: var(--soft); }
.foreign > .frame { margin-left: 1.1rem; }
.source { margin: .35rem 0 .75rem; padding: .5rem 0; overflow-x: auto; background: var(--code); border: 1px solid var(--line); border-radius: 8px; tab-size: 2; }
.source mark { display: inline-block; min-width: 100%; background: var(--mark); color: inherit; }
.source mark i { color: var(--accent); font-weight: 700; }
.source i { display: inline-block; width: 5ch; margin-right: 1.5ch; text-align: right; color: var(--soft); font-style: normal; user-select: none; }
ol { margin: 0; padding-left: 1.75rem; }
li { padding-block: .35rem; }
li::marker { color: var(--soft); font-size: 13px; }
li pre { white-space: pre-wrap; overflow-wrap: anywhere; }
.failed { color: var(--accent); font-size: 13px; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 14px; }
th, td { padding: .35rem 1rem .35rem 0; border-top: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { border-top: 0; color: var(--soft); font-size: 13px; font-weight: 400; }
td:first-child, td:nth-child(2):not(:last-child) { white-space: nowrap; }
td:last-child { width: 99%; padding-right: 0; overflow-wrap: anywhere; }
tbody tr:last-child td { padding-bottom: 0; }
footer { padding-block: 0 2.5rem; color: var(--soft); font-size: 13px; }
.scroll + details { margin-top: .6rem; }
.scroll + details summary { color: var(--soft); }
@media (max-width: 40rem) { section { padding: 1rem; } }
`;
