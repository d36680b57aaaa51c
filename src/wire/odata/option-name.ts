const OPTION_NAMES = [
  "filter",
  "orderby",
  "top",
  "skip",
  "select",
  "expand",
  "count",
  "search",
  "format",
  "skiptoken",
  "deltatoken",
  "apply",
  "compute",
] as const;

/** A system query option of OData 4.01: its name in lower case, without the `$`. */
export type OptionName = (typeof OPTION_NAMES)[number];

/** The word that the vendor's errors use for an option. */
export const OPTION_LABELS: Readonly<Record<OptionName, string>> = {
  filter: "Filter",
  orderby: "OrderBy",
  top: "Top",
  skip: "Skip",
  select: "Select",
  expand: "Expand",
  count: "Count",
  search: "Search",
  format: "Format",
  skiptoken: "SkipToken",
  deltatoken: "DeltaToken",
  apply: "Apply",
  compute: "Compute",
};

const NAMES: ReadonlyMap<string, OptionName> = new Map(OPTION_NAMES.map((name) => [name, name]));

/** The option of that name, written in any case and without its `$`. */
export function optionNamed(name: string): OptionName | undefined {
  return NAMES.get(name) ?? NAMES.get(name.toLowerCase());
}
