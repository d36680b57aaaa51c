import type { FastifyInstance } from "fastify";
import { escapeHtml } from "../identity/issuer/html.ts";

export interface StartPageFacts {
  readonly mode: "stand-in" | "production";
  readonly version: string;
  readonly tenantNames: () => readonly string[];
}

const STYLE = `
  :root { color-scheme: light dark; --ink: #1b1a19; --paper: #fff; --faint: #605e5c; --line: #e1dfdd; --accent: #0f6cbd; }
  @media (prefers-color-scheme: dark) { :root { --ink: #f3f2f1; --paper: #1b1a19; --faint: #b3b0ad; --line: #3b3a39; --accent: #62abf5; } }
  body { font: 16px/1.5 "Segoe UI", system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 0; }
  main { max-width: 44rem; margin: 0 auto; padding: 4rem 1.5rem; }
  h1 { font-size: 2rem; margin: 0 0 .25rem; }
  p.sub { color: var(--faint); margin-top: 0; }
  .state { display: inline-block; border: 1px solid var(--line); border-radius: 1rem; padding: .1rem .8rem; }
  .state::before { content: "●"; color: #107c10; margin-right: .5rem; }
  ul { padding-left: 1.2rem; } a { color: var(--accent); } code { font-family: Consolas, monospace; }
`;

/** A small page that shows that the server runs, and where to read on. It loads nothing and runs no script. */
export function registerStartPage(app: FastifyInstance, facts: StartPageFacts): void {
  app.get("/", { schema: { hide: true } }, async (_request, reply) => {
    reply
      .header("Content-Type", "text/html; charset=utf-8")
      .header(
        "Content-Security-Policy",
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      )
      .header("X-Content-Type-Options", "nosniff")
      .header("Referrer-Policy", "no-referrer");
    return page(facts);
  });
}

function page({ mode, version, tenantNames }: StartPageFacts): string {
  const tenants = mode === "stand-in" ? `<p>Tenants: ${tenantNames().map(escapeHtml).join(", ")}.</p>` : "";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tocsin</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Tocsin</h1>
<p class="sub">Security incidents, as Microsoft Defender XDR answers them</p>
<p><span class="state">Running, ${mode === "stand-in" ? "as a stand-in" : "in production mode"}</span></p>
${tenants}
<ul>
<li><a href="/tocsin/v1/reference">API reference</a>, and the <a href="/tocsin/v1/openapi.json">OpenAPI document</a> behind it</li>
<li><a href="/health/ready">Health</a> and <a href="/metrics">metrics</a></li>
</ul>
<p>The first call: <code>GET /api/incidents/{id}</code> with a bearer token. <code>tocsin token --help</code> tells how to get one.</p>
<p class="sub">Version ${escapeHtml(version)}</p>
</main>
</body>
</html>
`;
}
