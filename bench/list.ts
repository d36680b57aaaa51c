import { AGAINST_HEAD, againstReference, againstRow } from "./against-reference.ts";
import { buildDataset, plainIncidents } from "./dataset.ts";
import { ask, askPage, filtered, getRequest, headersOf } from "./requests.ts";
import { serve, serveReference } from "./server.ts";
import { print, printTable } from "./table.ts";
import { applicationToken } from "./tenant.ts";

const INCIDENTS = 10_000;
/** Bodies are large: more of them in flight would measure the buffers of the sockets. */
const CONNECTIONS = 8;
const PAGE = 100;
const PATH = "/api/incidents";

/** A page of 100 incidents against a bare `node:http` server that joins the same 100 texts for each request. */
export async function benchList(root: string): Promise<void> {
  const data = await buildDataset(root, plainIncidents(INCIDENTS));
  const server = await serve(data);
  const token = await applicationToken(data.folder);
  const sample = await ask(server.port, token, PATH);
  const reference = await serveReference({ ...piecesOf(await sample.text()), headers: headersOf(sample) });

  const options = { port: server.port, referencePort: reference.port, connections: CONNECTIONS };
  const first = await againstReference({ ...options, next: () => getRequest(token, PATH) });
  const pages = await fullPages(server.port, token);
  let sent = 0;
  const others = await againstReference({
    ...options,
    next: () => getRequest(token, pages[sent++ % pages.length] ?? PATH),
  });
  print(`${CONNECTIONS} connections, ${INCIDENTS} incidents, ${PAGE} a page`);
  printTable([
    AGAINST_HEAD,
    againstRow("the default page", first),
    againstRow("every request another page", others),
  ]);
  await reference.stop();
  await server.stop();
}

/** A page as the reference gets it: the texts that it joins for each request, and what stands around them. */
function piecesOf(body: string) {
  const page: { readonly value: readonly object[] } = JSON.parse(body);
  const texts = page.value.map((incident) => JSON.stringify(incident));
  const joined = texts.join(",");
  const at = body.indexOf(joined);
  if (at < 0) throw new Error("the page does not consist of the texts that the reference would join");
  return { texts, before: body.slice(0, at), after: body.slice(at + joined.length) };
}

/** Where to find each full page of the set: by the moment it starts at, so that no rows have to be skipped. */
async function fullPages(port: number, token: string): Promise<readonly string[]> {
  const paths: string[] = [];
  for (let skip = 0; skip + PAGE < INCIDENTS; skip += PAGE) {
    const page = await askPage(port, token, `${PATH}?$top=1&$skip=${skip}`);
    paths.push(filtered(PATH, `lastUpdateTime le ${page.value[0]?.lastUpdateTime}`));
  }
  return paths;
}
