import assert from "node:assert/strict";
import { BlockList, isIP, isIPv6 } from "node:net";
import { test } from "node:test";
import { textsOf } from "./evidence-within.fixture.ts";
import { northwind } from "./northwind.ts";

/** Nobody on the internet is named: RFC 5737, RFC 3849, RFC 2606 `.example`, RFC 7042 § 2.1.2. */

const documentation = new BlockList();
documentation.addSubnet("192.0.2.0", 24);
documentation.addSubnet("198.51.100.0", 24);
documentation.addSubnet("203.0.113.0", 24);
documentation.addSubnet("2001:db8::", 32, "ipv6");

const isDocumentation = (address: string) => documentation.check(address, isIPv6(address) ? "ipv6" : "ipv4");

const sample = northwind();
const text = JSON.stringify(sample);

test("every IPv4 address anywhere is for documentation", () => {
  const addresses = text.match(/(?<![\d.])\d{1,3}(\.\d{1,3}){3}(?![\d.])/g) ?? [];
  assert.ok(addresses.length > 100);
  for (const address of addresses) assert.ok(isDocumentation(address), address);
});

test("every IPv6 address anywhere is for documentation", () => {
  const runs = text.match(/[0-9a-f:]*::[0-9a-f:]*/gi) ?? [];
  const addresses = runs.filter((run) => isIP(run) === 6);
  assert.ok(addresses.length > 5);
  for (const address of addresses) assert.ok(isDocumentation(address), address);
  for (const address of textsOf(sample, "ipAddress"))
    assert.ok(isIP(address) !== 0 && isDocumentation(address), address);
});

/** This machine, and the App ID URI of an application. */
const OWN = new Set(["localhost", "northwind-soc"]);

test("every address of a mail and every host of a URL ends in .example", () => {
  const hosts = [...text.matchAll(/(?:@|:\/\/)([^\s"'\\/:?#<>&)]+)/g)].map(([, host = ""]) => host);
  assert.ok(hosts.length > 100);
  for (const host of hosts.filter((each) => !OWN.has(each))) assert.match(host, /\.example\.?$/);
});

test("no name of a real domain is to be found", () => {
  const real =
    /\b[a-z0-9-]+\.(com|net|org|io|info|biz|cloud|gov|edu|mil|eu|de|uk|us|dev|app|ai|il|local|lan|internal)\b/gi;
  assert.deepEqual(text.match(real) ?? [], []);
});

test("every hardware address is for documentation", () => {
  const addresses = text.match(/\b[0-9a-f]{2}([-:][0-9a-f]{2}){5}\b/gi) ?? [];
  assert.ok(addresses.length > 0);
  for (const address of addresses) assert.match(address, /^00-00-5E-00-53-[0-9A-F]{2}$/);
});

test("no telephone number is to be found", () => {
  assert.doesNotMatch(text, /\+\d{2}[\d ()-]{6,}|\btel:/);
});
