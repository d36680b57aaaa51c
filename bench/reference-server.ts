import { createServer } from "node:http";

/** The reference: a bare `node:http` server that sends the same bytes from memory, whatever is asked. */
const { body, headers } = JSON.parse(await text(process.stdin));
const ready = { ...headers, "content-length": Buffer.byteLength(body) };
const server = createServer((_request, response) => {
  response.writeHead(200, ready);
  response.end(body);
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object" && address) process.stdout.write(`http://127.0.0.1:${address.port}\n`);
});

async function text(stream: NodeJS.ReadStream): Promise<string> {
  let all = "";
  for await (const chunk of stream) all += chunk;
  return all;
}
