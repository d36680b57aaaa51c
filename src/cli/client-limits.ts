/** Every bound of the commands that read from a server, in one place. */
export interface ClientLimits {
  /** For one answer, from the first byte sent to the last byte read. */
  readonly requestTimeoutMs: number;
  /** Of one answer, unpacked. A page of 100 incidents of the vendor has about 740 kB (contract § 4.1). */
  readonly bodyBytesMax: number;
  /** How often one request is sent in all when the server asks to wait. */
  readonly triesMax: number;
  readonly waitSecondsMax: number;
  /** Of all waits for one request together. */
  readonly waitSecondsTotalMax: number;
  /** How many pages of a list are followed: ten million incidents at the vendor's page size. */
  readonly pagesMax: number;
  /** Of a server's message, in characters. */
  readonly messageLengthMax: number;
}

export const CLIENT_LIMITS: ClientLimits = {
  requestTimeoutMs: 60_000,
  bodyBytesMax: 256 * 1024 * 1024,
  triesMax: 10,
  waitSecondsMax: 300,
  waitSecondsTotalMax: 900,
  pagesMax: 100_000,
  messageLengthMax: 1_000,
};
