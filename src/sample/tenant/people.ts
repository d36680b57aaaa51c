import { guidOf } from "../invented-ids.ts";

/** An account that a process runs as. */
export interface Account {
  readonly accountName: string;
  readonly domainName: string;
  readonly sid: string;
  readonly userPrincipalName?: string;
  readonly objectId?: string;
  readonly displayName?: string;
}

/** Somebody of Northwind. */
export interface Person extends Account {
  readonly userPrincipalName: string;
  readonly objectId: string;
  readonly displayName: string;
  readonly department: string;
}

const DOMAIN_SID = "S-1-5-21-1004336348-1177238915-682003330";

function person(
  mail: string,
  accountName: string,
  displayName: string,
  department: string,
  rid: number,
  objectId = guidOf(`person ${mail}`),
): Person {
  return {
    accountName,
    domainName: "NORTHWIND",
    sid: `${DOMAIN_SID}-${rid}`,
    userPrincipalName: `${mail}@northwind.example`,
    objectId,
    displayName,
    department,
  };
}

/** The people of the sample tenant. All of them are invented. */
export const PEOPLE = {
  ana: person("ana.ruiz", "aruiz", "Ana Ruiz", "Security", 1104, "a1c0ffee-0001-4a5e-8b01-000000001104"),
  jonas: person("jonas.weber", "jweber", "Jonas Weber", "IT", 1105, "a1c0ffee-0002-4a5e-8b01-000000001105"),
  reader: person("reader", "rreader", "Robin Reader", "Audit", 1106, "a1c0ffee-0003-4a5e-8b01-000000001106"),
  admin: person("kofi.mensah", "kmensah", "Kofi Mensah", "IT", 1110),
  platform: person("ines.duarte", "iduarte", "Inês Duarte", "IT", 1111),
  jude: person("j.okafor", "jokafor", "Jude Okafor", "Sales", 1207),
  marta: person("m.lindqvist", "mlindqvist", "Märta Lindqvist", "Sales", 1208),
  dov: person("d.katz", "dkatz", "דב כץ", "Sales", 1209),
  layla: person("l.haddad", "lhaddad", "ليلى حداد", "Sales", 1210),
  pedro: person("p.salinas", "psalinas", "Pedro Salinas", "Sales", 1211),
  nora: person("n.byrne", "nbyrne", "Nora Byrne", "Sales", 1212),
  teo: person("t.moretti", "tmoretti", "Teo Moretti", "Sales", 1213),
  hana: person("h.sato", "hsato", "Hana Sato 🌸", "Sales", 1214),
  grace: person("g.oshea", "goshea", "Gráinne O'Shea", "Finance", 1301),
  victor: person("v.ionescu", "vionescu", "Victor Ionescu", "Finance", 1302),
  chloe: person("c.martel", "cmartel", "Chloé Martel", "Finance", 1303),
  bashir: person("b.rahimi", "brahimi", "Bashir Rahimi", "Finance", 1304),
  cfo: person("e.vandermeer", "evandermeer", "Elske van der Meer", "Finance", 1305),
  ceo: person("r.castellan", "rcastellan", "Rhea Castellan", "Management", 1401),
  assistant: person("o.nilsen", "onilsen", "Ola Nilsen", "Management", 1402),
  developer: person("s.iyer", "siyer", "Sunita Iyer", "Engineering", 1501),
  researcher: person("w.brandt", "wbrandt", "Wolf Brandt", "Engineering", 1502),
  operator: person("f.kowal", "fkowal", "Filip Kowal", "Factory", 1601),
  foreman: person("a.mbeki", "ambeki", "Ayanda Mbeki", "Factory", 1602),
  buyer: person("y.petrov", "ypetrov", "Yana Petrov", "Purchasing", 1701),
  backup: person("svc-backup", "svc-backup", "Backup service", "IT", 1901),
  sql: person("svc-sql", "svc-sql", "Database service", "IT", 1902),
  deploy: person("svc-deploy", "svc-deploy", "Software deployment", "IT", 1903),
} as const satisfies Readonly<Record<string, Person>>;

/** The analyst on duty at the partner that watches Northwind at night; a guest, so not among its people. */
export const NIGHT_WATCH = "mei.tanaka@lighthouse-soc.example";

export const SYSTEM: Account = { accountName: "system", domainName: "nt authority", sid: "S-1-5-18" };
export const ROOT: Account = { accountName: "root", domainName: "", sid: "" };
export const WEB_POOL: Account = {
  accountName: "intranet",
  domainName: "iis apppool",
  sid: "S-1-5-82-1036420768-1044797643-1061213386-2937092688-4282445334",
};
