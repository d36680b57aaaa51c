/** Exit codes of every command; `tocsin --help` prints them. */
export const Exit = {
  /** Everything was done. */
  ok: 0,
  /** The command ran, but not all of it worked: documents were rejected, a check failed, the server said no. */
  failed: 1,
  /** Wrong usage or configuration; nothing was done. */
  usage: 2,
  /** The data folder or the database cannot be used. */
  data: 3,
  /** No answer from the network, or the port is taken. */
  network: 4,
  /** Interrupted by Ctrl+C. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof Exit)[keyof typeof Exit];
