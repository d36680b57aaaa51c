/** The members of an enum as a dialect spells them. */
export interface EnumTable {
  toDomain(wire: string): string;
  toWire(domain: string): string;
  /** True for a spelling that no table knows and `toWire` would not give back: it has to be kept beside the member. */
  mustKeep(wire: string): boolean;
  /** The member of a spelling that a table knows, letter for letter: what clients may send. */
  exactly(wire: string): string | undefined;
  /** The names that are written, each with the members that it stands for, in the order of the members. */
  readonly names: Readonly<Record<string, readonly string[]>>;
}
