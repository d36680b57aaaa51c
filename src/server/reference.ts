import fastifySwagger from "@fastify/swagger";
import fastifySwaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance } from "fastify";

/** The page loads what this server sends and nothing else; the library's own styles are inline. */
const CONTENT_SECURITY_POLICY =
  "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; frame-ancestors 'none'; base-uri 'self'";

const LOGO =
  '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="40"><text x="0" y="28" fill="#fff" font-family="sans-serif" font-size="26">Tocsin</text></svg>';

/** The OpenAPI 3.1 document, made from the schemas of the routes, and a page to read and try it. */
export async function registerReference(app: FastifyInstance, version: string): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Tocsin",
        version,
        description:
          "The Microsoft Defender XDR incidents API and its Microsoft Graph twin, self-hosted. Every call needs a bearer token of its API.",
        license: { name: "Apache-2.0", identifier: "Apache-2.0" },
      },
      components: { securitySchemes: { bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" } } },
      security: [{ bearer: [] }],
    },
  });
  await app.register(fastifySwaggerUi, {
    routePrefix: "/tocsin/v1/reference",
    staticCSP: CONTENT_SECURITY_POLICY,
    logo: { type: "image/svg+xml", content: Buffer.from(LOGO), href: "/" },
    theme: { title: "Tocsin: API reference" },
  });
  app.get("/tocsin/v1/openapi.json", { schema: { hide: true } }, async () => app.swagger());
}
