import { createServer, type ServerResponse } from "node:http";

/**
 * The reference: a bare `node:http` server that sends bytes from memory, whatever is asked. Given a `body`, it sends that; given
 * `texts`, it joins them between `before` and `after` for each request.
 */
const { headers, body, texts, before, after } = JSON.parse(await text(process.stdin));
const answer = texts ? sendJoined : sendReady(body);
const server = createServer((_request, response) => answer(response));
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object" && address) process.stdout.write(`http://127.0.0.1:${address.port}\n`);
});

function sendReady(ready: string) {
  const head = { ...headers, "content-length": Buffer.byteLength(ready) };
  return (response: ServerResponse) => {
    response.writeHead(200, head);
    response.end(ready);
  };
}

function sendJoined(response: ServerResponse): void {
  const joined = `${before}${texts.join(",")}${after}`;
  response.writeHead(200, { ...headers, "content-length": Buffer.byteLength(joined) });
  response.end(joined);
}

async function text(stream: NodeJS.ReadStream): Promise<string> {
  let all = "";
  for await (const chunk of stream) all += chunk;
  return all;
}
