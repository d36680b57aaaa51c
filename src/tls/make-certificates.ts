import "reflect-metadata";
import { webcrypto } from "node:crypto";
import { AsnConvert } from "@peculiar/asn1-schema";
import {
  GeneralName,
  GeneralSubtree,
  GeneralSubtrees,
  id_ce_nameConstraints,
  NameConstraints,
} from "@peculiar/asn1-x509";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";
import {
  canonicalAddress,
  isAddress,
  isLoopbackAddress,
  LOOPBACK_RANGES,
  permittedHosts,
} from "./certificate-names.ts";

/** A certificate and its private key, both in PEM. */
export interface CertificatePair {
  readonly certificate: string;
  readonly privateKey: string;
}

/** Where serial numbers and times come from. */
export interface Making {
  readonly nowMs: number;
  readonly random: (bytes: number) => Uint8Array;
}

/** P-256 is what every client of the last ten years takes. */
const KEYS = { name: "ECDSA", namedCurve: "P-256" };
const SIGNATURE = { name: "ECDSA", hash: "SHA-256" };
const DAY_MS = 86_400_000;
const AUTHORITY_DAYS = 3_650;
/** Browsers refuse certificates that are longer good (CA/Browser Forum Baseline Requirements § 6.3.2). */
const SERVER_DAYS = 397;

cryptoProvider.set(webcrypto);

/**
 * An authority that can vouch for these names and for loopback addresses, and for nothing else (RFC 5280 § 4.2.1.10): whoever
 * steals its key cannot pretend to be a bank before those who trust it.
 */
export async function makeAuthority(names: readonly string[], making: Making): Promise<CertificatePair> {
  const keys = await newKeys();
  const made = await X509CertificateGenerator.createSelfSigned({
    ...basics("CN=Tocsin private authority", AUTHORITY_DAYS, making),
    keys,
    signingAlgorithm: SIGNATURE,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      constraints(names),
    ],
  });
  return { certificate: pem(made), privateKey: await privatePem(keys.privateKey) };
}

/** A certificate of a server for these names, signed by the authority. */
export async function makeServerCertificate(
  authority: CertificatePair,
  names: readonly string[],
  making: Making,
): Promise<CertificatePair> {
  const issuer = new X509Certificate(authority.certificate);
  const keys = await newKeys();
  const made = await X509CertificateGenerator.create({
    ...basics("CN=Tocsin", SERVER_DAYS, making),
    subject: "CN=Tocsin",
    issuer: issuer.subject,
    publicKey: keys.publicKey,
    signingKey: await readPrivateKey(authority.privateKey),
    signingAlgorithm: SIGNATURE,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(
        names.map((name) => ({ type: isAddress(name) ? "ip" : "dns", value: name })),
      ),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(await issuer.publicKey.export()),
    ],
  });
  return {
    certificate: pem(made),
    privateKey: await privatePem(keys.privateKey),
  };
}

/** Of these names, those that an authority's constraints do not let it vouch for. */
export function namesBeyond(authority: string, names: readonly string[]): readonly string[] {
  const extension = new X509Certificate(authority).getExtension(id_ce_nameConstraints);
  if (extension === null) return [];
  const { permittedSubtrees = [] } = AsnConvert.parse(extension.value, NameConstraints);
  const bases = permittedSubtrees.map(({ base }) => base);
  const hosts = bases.flatMap(({ dNSName }) => dNSName ?? []);
  const addresses = bases.flatMap(({ iPAddress = "" }) => canonicalAddress(iPAddress.split("/")[0] ?? ""));
  const isPermitted = (name: string) =>
    isAddress(name)
      ? isLoopbackAddress(name) || addresses.includes(name)
      : hosts.some((host) => name === host || name.endsWith(`.${host}`));
  return names.filter((name) => !isPermitted(name));
}

function basics(name: string, days: number, { nowMs, random }: Making) {
  const serial = Buffer.from(random(16));
  // Positive, and never all zero.
  serial.writeUInt8((serial.readUInt8(0) & 0x7f) | 0x40, 0);
  return {
    name,
    serialNumber: serial.toString("hex"),
    // Clocks of clients may be late.
    notBefore: new Date(nowMs - DAY_MS),
    notAfter: new Date(nowMs + (days - 1) * DAY_MS),
  };
}

function constraints(names: readonly string[]): Extension {
  const bases = [
    ...permittedHosts(names).map((dNSName) => new GeneralName({ dNSName })),
    ...LOOPBACK_RANGES.map((iPAddress) => new GeneralName({ iPAddress })),
    ...names.filter(isAddress).map((address) => new GeneralName({ iPAddress: range(address) })),
  ];
  const permittedSubtrees = new GeneralSubtrees(bases.map((base) => new GeneralSubtree({ base })));
  const value = AsnConvert.serialize(new NameConstraints({ permittedSubtrees }));
  return new Extension(id_ce_nameConstraints, true, value);
}

function range(address: string): string {
  return `${address}/${address.includes(":") ? 128 : 32}`;
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(KEYS, true, ["sign", "verify"]);
}

function pem(certificate: X509Certificate): string {
  return `${certificate.toString("pem")}\n`;
}

async function privatePem(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", key));
  const lines = der.toString("base64").replace(/.{64}(?=.)/g, "$&\n");
  return `-----BEGIN PRIVATE KEY-----\n${lines}\n-----END PRIVATE KEY-----\n`;
}

function readPrivateKey(text: string): Promise<webcrypto.CryptoKey> {
  const [, base64 = ""] = /-----BEGIN PRIVATE KEY-----([^-]+)-----/.exec(text) ?? [];
  const der = Buffer.from(base64, "base64");
  return webcrypto.subtle.importKey("pkcs8", der, KEYS, false, ["sign"]);
}
