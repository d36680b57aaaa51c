import { ENUM_TYPES, type EnumType } from "./enum-types.ts";
import {
  ALERT,
  EVIDENCE_BASE,
  EVIDENCE_TYPES,
  INCIDENT,
  INCIDENT_BETA,
  NAMESPACE,
  PART_TYPES,
  type Property,
  propertiesOf,
} from "./types.ts";
import type { Version } from "./version.ts";

/** The served part of Graph's service document in CSDL (contract/graph.md § 6), made of the table of types. */
export function metadataText(version: Version): string {
  const incident = version === "beta" ? [...INCIDENT.properties, ...INCIDENT_BETA] : INCIDENT.properties;
  const parts = [...PART_TYPES.values()].filter(
    ({ name }) => version === "beta" || name !== "recommendedHuntingQuery",
  );
  return `<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">
<edmx:DataServices>
<Schema Namespace="${NAMESPACE}" xmlns="http://docs.oasis-open.org/odata/ns/edm">
${[...ENUM_TYPES.values()].map(enumElement).join("\n")}
${complexElement("alertEvidence", EVIDENCE_BASE, ' Abstract="true"')}
${[...EVIDENCE_TYPES.values()].map(({ name, properties }) => complexElement(name, properties, BASE)).join("\n")}
${parts.map(({ name, properties }) => complexElement(name, properties)).join("\n")}
<ComplexType Name="dictionary" OpenType="true"/>
${entityElement("alert", ALERT.properties, "")}
${entityElement("incident", incident, `<NavigationProperty Name="alerts" Type="Collection(${NAMESPACE}.alert)"/>`)}
<EntityType Name="security">
<NavigationProperty Name="incidents" Type="Collection(${NAMESPACE}.incident)" ContainsTarget="true"/>
<NavigationProperty Name="alerts_v2" Type="Collection(${NAMESPACE}.alert)" ContainsTarget="true"/>
</EntityType>
${actionElement("mergeIncidents", "incident", "incidentIds:[String]! incidentComment mergeReasons:correlationReason")}
${actionElement("moveAlerts", "alert", "alertIds:[String]! incidentId alertComment newCorrelationReasons:correlationReason")}
<EntityContainer Name="GraphService">
<Singleton Name="security" Type="${NAMESPACE}.security"/>
</EntityContainer>
</Schema>
</edmx:DataServices>
</edmx:Edmx>
`;
}

const BASE = ` BaseType="${NAMESPACE}.alertEvidence"`;

function enumElement({ name, members }: EnumType): string {
  const flags = name === "correlationReason" ? ' IsFlags="true"' : "";
  const items = members.map(([member, value]) => `<Member Name="${member}" Value="${value}"/>`);
  return `<EnumType Name="${name}"${flags}>${items.join("")}</EnumType>`;
}

function complexElement(name: string, properties: readonly Property[], attributes = ""): string {
  return `<ComplexType Name="${name}"${attributes}>${properties.map(propertyElement).join("")}</ComplexType>`;
}

function entityElement(name: string, properties: readonly Property[], navigation: string): string {
  const own = properties.map(propertyElement).join("");
  return `<EntityType Name="${name}"><Key><PropertyRef Name="id"/></Key>${own}${navigation}</EntityType>`;
}

function actionElement(name: string, entity: string, parameters: string): string {
  const binding = `<Parameter Name="bindingParameter" Type="Collection(${NAMESPACE}.${entity})"/>`;
  const own = propertiesOf(parameters).map((each) =>
    propertyElement(each).replace("<Property ", "<Parameter "),
  );
  return `<Action Name="${name}" IsBound="true">${binding}${own.join("")}<ReturnType Type="${NAMESPACE}.mergeResponse"/></Action>`;
}

const PRIMITIVES: ReadonlySet<string> = new Set([
  "String",
  "Int32",
  "Int64",
  "Double",
  "Boolean",
  "Guid",
  "DateTimeOffset",
]);

function propertyElement({ name, type, collection, nullable }: Property): string {
  const full = PRIMITIVES.has(type) ? `Edm.${type}` : `${NAMESPACE}.${type}`;
  const written = collection ? `Collection(${full})` : full;
  return `<Property Name="${name}" Type="${written}"${nullable ? "" : ' Nullable="false"'}/>`;
}
