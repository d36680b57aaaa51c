const HOST = "api.security.microsoft.com";

/** A raw GET as a client sends it; `path` starts with `/api/`. */
export function getRequest(token: string, path: string): string {
  return `GET ${path} HTTP/1.1\r\n${headers(token)}\r\n\r\n`;
}

/** A raw PATCH with a JSON body. */
export function patchRequest(token: string, path: string, body: object): string {
  const text = JSON.stringify(body);
  const entity = `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}`;
  return `PATCH ${path} HTTP/1.1\r\n${headers(token)}\r\n${entity}\r\n\r\n${text}`;
}

/** `path` with a filter as clients encode it: `$` as it is, spaces as `%20`. */
export function filtered(path: string, filter: string): string {
  return `${path}?$filter=${encodeURIComponent(filter)}`;
}

/** One answer, outside of what is measured. The Host is the server's own address. */
export async function ask(port: number, token: string, path: string): Promise<Response> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  if (!answer.ok) throw new Error(`${path} was answered ${answer.status}: ${await answer.text()}`);
  return answer;
}

/** What benchmarks look at in a list. */
export interface Page {
  readonly value: readonly { readonly createdTime: string; readonly lastUpdateTime: string }[];
}

export async function askPage(port: number, token: string, path: string): Promise<Page> {
  return JSON.parse(await (await ask(port, token, path)).text());
}

/** The headers of an answer that a reference server has to send as well. */
export function headersOf(answer: Response): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...answer.headers].filter(([name]) => /^(content-type|odata-version)$/.test(name)),
  );
}

function headers(token: string): string {
  return `Host: ${HOST}\r\nAuthorization: Bearer ${token}`;
}
