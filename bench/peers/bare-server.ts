import { readFileSync } from "node:fs";
import { createServer } from "node:http";

/** A bare `node:http` server that sends one file from memory, whatever is asked. Arguments: a port, the file. */
const [port = "0", file = ""] = process.argv.slice(2);
const body = readFileSync(file, "utf8");
const head = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
createServer((_request, response) => {
  response.writeHead(200, head);
  response.end(body);
}).listen(Number(port), "127.0.0.1");
