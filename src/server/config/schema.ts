import { type Static, Type } from "typebox";
import { VENDOR_LIMITS } from "../../quota/limits.ts";

/** The shape of the configuration file; what refers to what is checked in references.ts. */

const strict = { additionalProperties: false } as const;
const GUID = Type.String({
  pattern: "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
  description: "a GUID",
});
const name = Type.String({ minLength: 1, maxLength: 256 });
const names = Type.Array(name, { maxItems: 1_000 });
const secretSource = Type.String({ minLength: 1, maxLength: 4_096 });

const userGroup = Type.Object(
  { name, id: Type.Optional(GUID), members: Type.Optional(Type.Array(name, { maxItems: 10_000 })) },
  strict,
);

const role = Type.Object(
  {
    name,
    permissions: Type.Array(name, { minItems: 1 }),
    userGroups: names,
    services: Type.Optional(Type.Union([Type.Literal("all"), names])),
  },
  strict,
);

const user = Type.Object(
  {
    userPrincipalName: name,
    objectId: GUID,
    displayName: Type.Optional(name),
    directoryRoles: Type.Optional(names),
  },
  strict,
);

/** contract/defender.md § 2.6: up to ten values a property. */
const ruleValues = Type.Optional(Type.Array(name, { minItems: 1, maxItems: 10 }));

const deviceGroup = Type.Object(
  {
    name,
    rank: Type.Integer({ minimum: 1 }),
    match: Type.Object(
      { names: ruleValues, domains: ruleValues, tags: ruleValues, osPlatforms: ruleValues },
      { ...strict, minProperties: 1 },
    ),
    userGroups: Type.Optional(names),
  },
  strict,
);

const app = Type.Object(
  {
    appId: GUID,
    name,
    secret: Type.Optional(secretSource),
    secretFile: Type.Optional(secretSource),
    secretEnv: Type.Optional(secretSource),
    permissions: names,
  },
  strict,
);

const tenant = Type.Object(
  {
    id: GUID,
    name,
    domains: Type.Optional(names),
    cloud: Type.Optional(
      Type.Union([Type.Literal("global"), Type.Literal("gcc"), Type.Literal("gccHigh"), Type.Literal("dod")]),
    ),
    roles: Type.Optional(Type.Array(role)),
    userGroups: Type.Optional(Type.Array(userGroup)),
    users: Type.Optional(Type.Array(user)),
    deviceGroups: Type.Optional(Type.Array(deviceGroup)),
    ungroupedDevices: Type.Optional(Type.Object({ userGroups: names }, strict)),
    apps: Type.Optional(Type.Array(app)),
  },
  strict,
);

const issuer = Type.Object(
  {
    issuer: Type.String({ minLength: 1, maxLength: 2_048 }),
    discoveryUrl: Type.Optional(Type.String({ minLength: 1, maxLength: 2_048 })),
    jwksUrl: Type.Optional(Type.String({ minLength: 1, maxLength: 2_048 })),
    tenants: Type.Optional(Type.Array(GUID)),
    clouds: Type.Optional(
      Type.Array(Type.Union([Type.Literal("public"), Type.Literal("usGov")]), { minItems: 1 }),
    ),
    algorithms: Type.Optional(
      Type.Array(Type.Union([Type.Literal("RS256"), Type.Literal("PS256")]), { minItems: 1 }),
    ),
  },
  strict,
);

const count = Type.Optional(Type.Integer({ minimum: 1, maximum: 2_000_000_000 }));
const operationLimits = Type.Optional(Type.Object({ perMinute: count, perHour: count }, strict));
const quotas = Type.Union([
  Type.Literal("vendor"),
  Type.Literal("off"),
  Type.Object(
    Object.fromEntries(Object.keys(VENDOR_LIMITS).map((operation) => [operation, operationLimits])),
    strict,
  ),
]);

const bound = Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647 }));
const limits = Type.Object(
  {
    connectionsMax: bound,
    bodyBytesMax: bound,
    urlLengthMax: bound,
    headersBytesMax: bound,
    headersTimeoutMs: bound,
    requestTimeoutMs: bound,
    keepAliveTimeoutMs: bound,
    stopTimeoutMs: bound,
  },
  strict,
);

export const configSchema = Type.Object(
  {
    tenants: Type.Array(tenant, { minItems: 1 }),
    issuers: Type.Optional(Type.Array(issuer)),
    audiences: Type.Optional(names),
    hosts: Type.Optional(names),
    quotas: Type.Optional(quotas),
    limits: Type.Optional(limits),
  },
  strict,
);

export type ConfigFile = Static<typeof configSchema>;
export type TenantFile = ConfigFile["tenants"][number];
