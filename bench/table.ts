/** A Markdown table, as docs/performance.md keeps it; the first row is its head. */
export function printTable(rows: readonly (readonly string[])[]): void {
  const [head = [], ...body] = rows;
  print(
    [
      "",
      `| ${head.join(" | ")} |`,
      `|${head.map(() => "---").join("|")}|`,
      ...body.map((cells) => `| ${cells.join(" | ")} |`),
      "",
    ].join("\n"),
  );
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
