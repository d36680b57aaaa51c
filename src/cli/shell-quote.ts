/** A text as one word of a POSIX shell. */
export function shellQuote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** A text as one word of PowerShell or cmd, as far as both agree. */
export function windowsQuote(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
