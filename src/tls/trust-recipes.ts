/** How one kind of client is told to trust the authority. */
export interface TrustRecipe {
  readonly client: string;
  readonly says: string;
  /** Lines to paste. `path` is quoted for a shell already. */
  readonly lines: (path: string, windowsPath: string) => readonly string[];
}

const REPLACES = "instead of the system's authorities, so only for programs that talk to nobody else";

/** Kinds of clients, in the order in which they are printed. Environment variables count for programs started after them. */
export const TRUST_RECIPES: readonly TrustRecipe[] = [
  {
    client: "node",
    says: "Node.js, beside the authorities that it knows",
    lines: (path) => [`export NODE_EXTRA_CA_CERTS=${path}`],
  },
  {
    client: "python",
    says: `Python with requests (MSAL, azure-identity), ${REPLACES}`,
    lines: (path) => [`export REQUESTS_CA_BUNDLE=${path}`],
  },
  {
    client: "openssl",
    says: `OpenSSL: Python with httpx, aiohttp or ssl, Ruby, PHP; ${REPLACES}`,
    lines: (path) => [`export SSL_CERT_FILE=${path}`],
  },
  {
    client: "go",
    says: `Go on Linux, ${REPLACES}; on macOS and Windows it asks the system`,
    lines: (path) => [`export SSL_CERT_FILE=${path}`],
  },
  {
    client: "java",
    says: "Java: a trust store of its own",
    lines: (path) => [
      `keytool -importcert -noprompt -alias tocsin -file ${path} -keystore tocsin-trust.p12 -storetype PKCS12 -storepass changeit`,
      'export JAVA_TOOL_OPTIONS="-Djavax.net.ssl.trustStore=$PWD/tocsin-trust.p12 -Djavax.net.ssl.trustStorePassword=changeit"',
    ],
  },
  {
    client: "curl",
    says: `curl, ${REPLACES}; or --cacert for one call`,
    lines: (path) => [`export CURL_CA_BUNDLE=${path}`],
  },
  {
    client: "dotnet",
    says: `.NET on Linux, ${REPLACES}; on Windows and macOS it asks the system`,
    lines: (path) => [`export SSL_CERT_FILE=${path}`],
  },
  {
    client: "linux",
    says: "the system on Debian and Ubuntu: every program of every user",
    lines: (path) => [
      `sudo cp ${path} /usr/local/share/ca-certificates/tocsin.crt`,
      "sudo update-ca-certificates",
    ],
  },
  {
    client: "macos",
    says: "the system on macOS, with Safari and Chrome",
    lines: (path) => [
      `sudo security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain ${path}`,
    ],
  },
  {
    client: "windows",
    says: "the current user on Windows: Edge, Chrome, PowerShell, .NET",
    lines: (_, windowsPath) => [`certutil -user -addstore Root ${windowsPath}`],
  },
  {
    client: "browser",
    says: "Chrome on Linux, for the current user (package libnss3-tools); Firefox: Settings, Certificates, Authorities, Import",
    lines: (path) => [`certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n "Tocsin" -i ${path}`],
  },
];
