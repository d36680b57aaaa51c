import { hash } from "node:crypto";
import type { FastifyReply } from "fastify";
import { Html, html } from "./html.ts";

const STYLE = `
:root { color-scheme: light dark; --ink: #1b1a19; --paper: #fff; --faint: #605e5c; --line: #8a8886; --accent: #0f6cbd; --back: #f3f2f1; }
@media (prefers-color-scheme: dark) { :root { --ink: #f3f2f1; --paper: #252423; --faint: #c8c6c4; --line: #979593; --accent: #62abf5; --back: #161514; } }
* { box-sizing: border-box; }
body { font: 16px/1.5 "Segoe UI", system-ui, sans-serif; color: var(--ink); background: var(--back); margin: 0; }
main { background: var(--paper); max-width: 28rem; margin: 3rem auto; padding: 2rem; border-radius: .5rem; }
h1 { font-size: 1.5rem; margin: 0 0 .5rem; overflow-wrap: anywhere; } h2 { font-size: 1rem; margin: 1.25rem 0 .5rem; }
p { margin: 0 0 1rem; overflow-wrap: anywhere; } .faint { color: var(--faint); font-size: .875rem; }
ul { list-style: none; margin: 0; padding: 0; }
button, input { font: inherit; color: inherit; background: none; border: 1px solid var(--line); border-radius: .25rem; padding: .5rem .75rem; width: 100%; }
li button { text-align: left; margin-bottom: .5rem; overflow-wrap: anywhere; } button { cursor: pointer; }
button:hover { border-color: var(--accent); } :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
button small { display: block; color: var(--faint); } label { display: block; margin-bottom: .25rem; }
.row { display: flex; gap: .5rem; } form + p { margin-top: 1rem; } .row button { width: auto; } .code { font: 1.25rem Consolas, monospace; letter-spacing: .1em; text-transform: uppercase; }
`;
const SUBMIT_AT_ONCE = "document.forms[0].submit();";

const sourceHash = (source: string) => `'sha256-${hash("sha256", source, "base64")}'`;

/** Where the forms of a page may lead, beside this server. */
export interface PageOptions {
  readonly formTarget?: string;
  /** Sends the page's only form as soon as it is there. */
  readonly submitAtOnce?: boolean;
}

/** A page of the sign-in. It loads nothing, is kept nowhere and cannot be put into a frame of another's. */
export function sendPage(
  reply: FastifyReply,
  status: number,
  title: string,
  body: Html,
  { formTarget = "", submitAtOnce = false }: PageOptions = {},
): FastifyReply {
  const policy = [
    "default-src 'none'",
    `style-src ${sourceHash(STYLE)}`,
    ...(submitAtOnce ? [`script-src ${sourceHash(SUBMIT_AT_ONCE)}`] : []),
    `form-action 'self' ${formTarget}`.trimEnd(),
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ];
  return reply
    .code(status)
    .headers({
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": policy.join("; "),
      "x-frame-options": "DENY",
      "x-content-type-options": "nosniff",
      // Not `no-referrer`: with it browsers would send forms with the origin `null`.
      "referrer-policy": "same-origin",
      "cache-control": "no-store",
    })
    .send(page(title, body, submitAtOnce).text);
}

function page(title: string, body: Html, submitAtOnce: boolean): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – Tocsin</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<main>
${body}
<p class="faint">This is a Tocsin stand-in, not Microsoft. Everybody who can reach it can sign in as anyone of its sample users.</p>
</main>
${submitAtOnce ? new Html(`<script>${SUBMIT_AT_ONCE}</script>`) : ""}
</body>
</html>
`;
}
