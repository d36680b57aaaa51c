import { type Static, type TSchema, Type } from "typebox";
import type { VENDOR_LIMITS } from "../../quota/limits.ts";
import type { SERVER_LIMITS } from "../limits.ts";

/**
 * The shape of the configuration file. `says` continues the name of a value that has another shape; what refers to what
 * is checked in tenant-rules.ts and issuer-rules.ts.
 */

const strict = { additionalProperties: false } as const;
const NAME_LENGTH_MAX = 256;
const URL_LENGTH_MAX = 2_048;

const text = (pattern: string, says: string, maxLength = NAME_LENGTH_MAX) =>
  Type.String({ pattern, maxLength, says: `must be ${says}` });
const list = <T extends TSchema>(item: T, says: string, options: object = {}) =>
  Type.Array(item, { ...options, says: `must be a list of ${says}` });
const optional = Type.Optional;

const guid = text("^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$", "a GUID");
const name = text(
  "^\\S(.*\\S)?$",
  `a text of 1 to ${NAME_LENGTH_MAX} characters without space around it; a number needs quotes`,
);
const word = text("^\\S+$", "a text without spaces");
const userPrincipalName = text("^[^\\s@]+@[^\\s@]+$", "a user principal name, like ana@northwind.example");
const objectId = text("^[^\\s@]+$", "an object id");
const LABEL = "[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?";
const domain = text(`^${LABEL}(\\.${LABEL})*$`, "a domain name", 253);
const host = text(
  `^(${LABEL}(\\.${LABEL})*|\\[[0-9a-fA-F:.]+\\])$`,
  "a host name without scheme, port and path",
  253,
);
const url = text("^https?://\\S+$", "an http or https URL", URL_LENGTH_MAX);
const names = list(name, "names");
const flag = Type.Boolean({ says: "must be true or false" });

const userGroup = Type.Object({ name, id: optional(word), members: optional(list(word, "members")) }, strict);

const role = Type.Object(
  {
    name,
    permissions: list(name, "at least one permission", { minItems: 1 }),
    userGroups: names,
    services: optional(
      Type.Union([Type.Literal("all"), Type.Array(name)], { says: 'must be "all" or a list of services' }),
    ),
  },
  strict,
);

const secret = Type.String({ minLength: 1, maxLength: 4_096, says: "must be a text; a number needs quotes" });
const secretFile = text("^.+$", "the path of a file", 4_096);
const secretEnv = text("^[A-Za-z_][A-Za-z0-9_]*$", "the name of an environment variable");

const user = Type.Object(
  {
    userPrincipalName,
    objectId,
    displayName: optional(name),
    directoryRoles: optional(names),
    password: optional(secret),
    passwordFile: optional(secretFile),
    passwordEnv: optional(secretEnv),
  },
  strict,
);

/** contract/defender.md § 12: up to ten values a property. */
const ruleValues = optional(list(name, "1 to 10 values", { minItems: 1, maxItems: 10 }));

const deviceGroup = Type.Object(
  {
    name,
    rank: Type.Integer({
      minimum: 1,
      maximum: Number.MAX_SAFE_INTEGER,
      says: "must be an integer of at least 1",
    }),
    match: Type.Object(
      { names: ruleValues, domains: ruleValues, tags: ruleValues, osPlatforms: ruleValues },
      { ...strict, minProperties: 1, says: "must hold at least one of names, domains, tags and osPlatforms" },
    ),
    userGroups: optional(names),
  },
  strict,
);

/** A secret that only its hash is known of, as `tocsin app` writes it. */
const secretHash = Type.Object(
  {
    sha256: text("^[0-9a-fA-F]{64}$", "the SHA-256 of a secret, as 64 hexadecimal digits"),
    hint: optional(text("^.*$", "the first characters of the secret", 16)),
    expires: optional(text("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "a day, as 2027-01-31 in quotes")),
  },
  strict,
);

const certificate = Type.Object(
  { file: optional(secretFile), pem: optional(text("^[^]+$", "a certificate in PEM", 65_536)) },
  { ...strict, minProperties: 1, says: "must hold file or pem" },
);

const permissions = list(word, "permissions");

const app = Type.Object(
  {
    appId: guid,
    name,
    secret: optional(secret),
    secretFile: optional(secretFile),
    secretEnv: optional(secretEnv),
    secrets: optional(list(secretHash, "hashed secrets")),
    certificates: optional(list(certificate, "certificates")),
    permissions: optional(permissions),
    delegatedPermissions: optional(permissions),
    redirectUris: optional(
      list(text("^\\S+$", "an absolute URI", URL_LENGTH_MAX), "at most 256 URIs", { maxItems: 256 }),
    ),
    publicClient: optional(flag),
    multiTenant: optional(flag),
    api: optional(
      Type.Object(
        {
          uris: optional(
            list(text("^[a-z][a-z0-9+.-]*:\\S+$", "an App ID URI", URL_LENGTH_MAX), "App ID URIs"),
          ),
          scopes: optional(list(text("^[^\\s/]+$", "a name without spaces and slashes"), "scopes")),
        },
        strict,
      ),
    ),
  },
  strict,
);

const consent = Type.Object(
  { appId: guid, permissions: optional(permissions), delegatedPermissions: optional(permissions) },
  strict,
);

const tenant = Type.Object(
  {
    id: guid,
    name,
    domains: optional(list(domain, "domain names")),
    cloud: optional(
      Type.Enum(["global", "gcc", "gccHigh", "dod"], { says: "must be global, gcc, gccHigh or dod" }),
    ),
    endpointRbac: optional(
      Type.Union([Type.Boolean(), Type.Literal("unified")], { says: "must be unified, true or false" }),
    ),
    roles: optional(list(role, "roles")),
    userGroups: optional(list(userGroup, "user groups")),
    users: optional(list(user, "users")),
    deviceGroups: optional(list(deviceGroup, "device groups")),
    ungroupedDevices: optional(Type.Object({ userGroups: names }, strict)),
    apps: optional(list(app, "applications")),
    consents: optional(list(consent, "consents")),
  },
  strict,
);

const issuer = Type.Object(
  {
    issuer: url,
    discoveryUrl: optional(url),
    jwksUrl: optional(url),
    tenants: optional(list(guid, "at least one tenant id", { minItems: 1 })),
    clouds: optional(
      list(
        Type.Enum(["public", "usGov"], { says: "must be public or usGov" }),
        "at least one of public and usGov",
        { minItems: 1 },
      ),
    ),
    algorithms: optional(
      list(
        Type.Enum(["RS256", "PS256"], {
          says: "must be RS256 or PS256: a token without a signature, or one signed with a shared secret, is never believed",
        }),
        "at least one of RS256 and PS256",
        { minItems: 1 },
      ),
    ),
  },
  strict,
);

const count = Type.Integer({
  minimum: 1,
  maximum: 2_000_000_000,
  says: "must be an integer from 1 to 2000000000",
});
const operation = optional(
  Type.Object(
    { perMinute: optional(count), perHour: optional(count) },
    { ...strict, minProperties: 1, says: "must hold perMinute, perHour or both" },
  ),
);
type Operations = { readonly [K in keyof typeof VENDOR_LIMITS]: typeof operation };
const operations: Operations = {
  listIncidents: operation,
  getIncident: operation,
  updateIncident: operation,
  listAlerts: operation,
  getAlert: operation,
  updateAlert: operation,
  batchUpdateAlerts: operation,
  createAlert: operation,
  graphSecurity: operation,
};
const quotas = Type.Union([Type.Literal("vendor"), Type.Literal("off"), Type.Object(operations, strict)], {
  says: 'must be "vendor", "off" or limits by operation',
});

const bound = (minimum: number) =>
  optional(
    Type.Integer({
      minimum,
      maximum: 2_147_483_647,
      says: `must be an integer from ${minimum} to 2147483647`,
    }),
  );
type Bounds = { readonly [K in keyof typeof SERVER_LIMITS]: ReturnType<typeof bound> };
const bounds: Bounds = {
  connectionsMax: bound(1),
  bodyBytesMax: bound(1),
  urlLengthMax: bound(64),
  headersBytesMax: bound(1_024),
  headersTimeoutMs: bound(1),
  requestTimeoutMs: bound(1),
  keepAliveTimeoutMs: bound(1),
  requestsPerSocketMax: bound(0),
  stopTimeoutMs: bound(1),
};

export const configSchema = Type.Object(
  {
    tenants: list(tenant, "at least one tenant", { minItems: 1 }),
    issuers: optional(list(issuer, "issuers")),
    audiences: optional(list(word, "audiences")),
    hosts: optional(list(host, "host names")),
    quotas: optional(quotas),
    limits: optional(Type.Object(bounds, strict)),
  },
  { ...strict, says: "the file must hold keys and values, with tenants among the keys" },
);

export type ConfigFile = Static<typeof configSchema>;
export type TenantFile = ConfigFile["tenants"][number];
export type AppFile = NonNullable<TenantFile["apps"]>[number];
