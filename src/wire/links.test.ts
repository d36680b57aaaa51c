import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { portalBase, resolveHost, signInOf } from "./links.ts";

describe("a host belongs to a cloud", () => {
  const hosts: readonly (readonly [string, string, string])[] = [
    ["api.security.microsoft.com", "global", "https://security.microsoft.com"],
    ["swa.api.security.microsoft.com", "global", "https://security.microsoft.com"],
    ["api-uk.security.microsoft.com", "global", "https://security.microsoft.com"],
    ["api.securitycenter.windows.com", "global", "https://security.microsoft.com"],
    ["api-gcc.security.microsoft.us", "gcc", "https://security.microsoft.com"],
    ["api-gcc.securitycenter.microsoft.us", "gcc", "https://security.microsoft.com"],
    ["api-gov.security.microsoft.us", "gccHigh", "https://security.microsoft.us"],
    ["api-gov.securitycenter.microsoft.us", "gccHigh", "https://security.microsoft.us"],
    ["graph.microsoft.com", "global", "https://security.microsoft.com"],
    ["graph.microsoft.us", "gccHigh", "https://security.microsoft.us"],
    ["dod-graph.microsoft.us", "dod", "https://security.apps.mil"],
    ["localhost", "global", "https://security.microsoft.com"],
  ];
  for (const [host, cloud, portal] of hosts) {
    test(`${host} to ${cloud}`, () => {
      const resolved = resolveHost(host, false);
      assert.deepEqual(resolved, { apiBase: `https://${host}`, cloud });
      assert.equal(portalBase(resolved?.cloud ?? "global"), portal);
    });
  }

  test("a tenant of DoD has a portal of its own on the host it shares with GCC High", () => {
    assert.equal(portalBase("gccHigh", "dod"), "https://security.apps.mil");
    assert.equal(portalBase("global", "dod"), "https://security.microsoft.com");
  });

  test("the sign-in of the US government is for GCC High alone", () => {
    assert.deepEqual(
      ["global", "gcc", "gccHigh"].map((cloud) =>
        cloud === "gccHigh" ? signInOf("gccHigh") : signInOf("gcc"),
      ),
      ["public", "public", "usGov"],
    );
  });
});

describe("the links follow the request", () => {
  const links: readonly (readonly [string, boolean, string])[] = [
    ["API.Security.Microsoft.COM", true, "https://API.Security.Microsoft.COM"],
    ["api.security.microsoft.com:8443", true, "https://api.security.microsoft.com:8443"],
    ["127.0.0.1:8080", true, "http://127.0.0.1:8080"],
    ["[::1]:8080", true, "http://[::1]:8080"],
    ["127.0.0.1:8080", false, "https://127.0.0.1:8080"],
    ["tocsin.northwind.example", true, "https://tocsin.northwind.example"],
    ["other.northwind.example", true, "http://other.northwind.example"],
  ];
  for (const [host, plain, base] of links) {
    test(`${host}${plain ? " without TLS" : ""}`, () => {
      assert.equal(resolveHost(host, plain, ["tocsin.northwind.example"])?.apiBase, base);
    });
  }
});

describe("a malformed host is never echoed", () => {
  for (const host of [
    undefined,
    "",
    " ",
    "a b",
    'a"b',
    "a/b",
    "a@b",
    "a\r\nb",
    "a:b",
    "a:99999",
    "a:0",
    ".",
    "..",
    "-",
    "[::1",
    "[:::::]",
    "[192.0.2.1]",
    "x".repeat(256),
  ]) {
    test(JSON.stringify(host)?.slice(0, 30) ?? "no host", () =>
      assert.equal(resolveHost(host, true), undefined),
    );
  }
});
