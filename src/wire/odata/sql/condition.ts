import { truth } from "../predicate/evaluate.ts";
import type { Comparison, Condition, Constant, Lambda, Membership, Operand, TextMatch } from "../query.ts";
import { isConstant, isText, mayBeNull, reduced } from "./operand-traits.ts";
import type { SqlWriter } from "./writer.ts";

/**
 * How much of a condition's value matters. In `filter` position null is as good as false, which lets an index be used;
 * below `not`, and as an operand, the value is needed as it is.
 */
type Position = "filter" | "exact";

const SYMBOLS = { gt: ">", ge: ">=", lt: "<", le: "<=" } as const;

/** A condition as a boolean expression, in parentheses wherever its neighbours could read into it. */
export function writeCondition(writer: SqlWriter, condition: Condition, position: Position): string {
  if (isConstant(condition)) return writeTruth(writer, truth(condition, []));
  switch (condition.kind) {
    case "comparison":
      return writeComparison(writer, condition, position);
    case "in":
      return writeMembership(writer, condition, position);
    case "match":
      return writeMatch(writer, condition);
    case "and":
    case "or":
      return `(${condition.operands.map((operand) => writeCondition(writer, operand, position)).join(` ${condition.kind} `)})`;
    case "not":
      return `not (${writeCondition(writer, condition.operand, "exact")})`;
    case "lambda":
      return writeLambda(writer, condition);
    case "property":
      return writer.property(condition);
    case "constant":
      return writeTruth(writer, truth(condition, []));
  }
}

function writeTruth(writer: SqlWriter, value: boolean | null): string {
  if (value === null) return "null";
  return value ? writer.dialect.true : writer.dialect.false;
}

function writeOperand(writer: SqlWriter, operand: Operand): string {
  switch (operand.kind) {
    case "constant":
      return writer.parameter(operand);
    case "property": {
      const value = writer.property(operand);
      return isText(operand) ? writer.dialect.binary(value) : value;
    }
    case "fold":
      return `${operand.to}(${writeOperand(writer, operand.operand)})`;
    default:
      return `(${writeCondition(writer, operand, "exact")})`;
  }
}

function writeComparison(writer: SqlWriter, comparison: Comparison, position: Position): string {
  const { operator } = comparison;
  const left = reduced(comparison.left);
  const right = reduced(comparison.right);
  if (isNull(left)) return writeNullComparison(writer, operator, right);
  if (isNull(right)) return writeNullComparison(writer, operator, left);
  const a = writeOperand(writer, left);
  const b = writeOperand(writer, right);
  const bothMayBeNull = mayBeNull(left) && mayBeNull(right);
  const eitherMayBeNull = mayBeNull(left) || mayBeNull(right);
  switch (operator) {
    case "eq":
      return bothMayBeNull || (eitherMayBeNull && position === "exact")
        ? `${a} is not distinct from ${b}`
        : `${a} = ${b}`;
    case "ne":
      return eitherMayBeNull ? `${a} is distinct from ${b}` : `${a} <> ${b}`;
    case "gt":
    case "lt":
      return settled(writer, `${a} ${SYMBOLS[operator]} ${b}`, eitherMayBeNull && position === "exact");
    case "ge":
    case "le": {
      const ordered = settled(
        writer,
        `${a} ${SYMBOLS[operator]} ${b}`,
        eitherMayBeNull && position === "exact",
      );
      return bothMayBeNull ? `(${ordered} or ${writeBothNull(writer, left, right)})` : ordered;
    }
  }
}

function isNull(operand: Operand): boolean {
  return operand.kind === "constant" && operand.value === null;
}

/** Null on one side leaves nothing to compare: `eq`, `ge` and `le` ask for null, `ne` for anything else. */
function writeNullComparison(writer: SqlWriter, operator: Comparison["operator"], other: Operand): string {
  if (operator === "gt" || operator === "lt") return writer.dialect.false;
  return `${writeOperand(writer, other)} is ${operator === "ne" ? "not " : ""}null`;
}

function writeBothNull(writer: SqlWriter, left: Operand, right: Operand): string {
  return `(${writeOperand(writer, left)} is null and ${writeOperand(writer, right)} is null)`;
}

/** Makes unknown false. */
function settled(writer: SqlWriter, sql: string, needed: boolean): string {
  return needed ? `coalesce(${sql}, ${writer.dialect.false})` : sql;
}

function writeMembership(writer: SqlWriter, membership: Membership, position: Position): string {
  const { values, orNull } = membership;
  const operand = reduced(membership.operand);
  if (values.length === 0) return orNull ? `${writeOperand(writer, operand)} is null` : writer.dialect.false;
  const list = settled(
    writer,
    writeList(writer, operand, values),
    mayBeNull(operand) && position === "exact",
  );
  return orNull ? `(${writeOperand(writer, operand)} is null or ${list})` : list;
}

function writeList(writer: SqlWriter, operand: Operand, values: readonly Constant[]): string {
  const tested = writeOperand(writer, operand);
  const parameters = values.map((value) => writer.parameter(value));
  return parameters.length === 1 ? `${tested} = ${parameters[0]}` : `${tested} in (${parameters.join(", ")})`;
}

function writeMatch(writer: SqlWriter, match: TextMatch): string {
  const whole = reduced(match.whole);
  const part = reduced(match.part);
  if (isNull(whole) || isNull(part)) return "null";
  const { dialect } = writer;
  const text = writeOperand(writer, whole);
  const piece = writeOperand(writer, part);
  switch (match.where) {
    case "anywhere":
      return dialect.contains(text, piece);
    case "start":
      return dialect.startsWith(text, piece);
    case "end":
      return dialect.endsWith(text, piece);
  }
}

function writeLambda(writer: SqlWriter, { quantifier, collection, variable, body }: Lambda): string {
  const from = `select 1 from ${writer.elements(collection.place, variable)}`;
  const guards = collection.guards.length === 0 ? [] : [writer.guards(collection.guards)];
  if (quantifier === "any") {
    const conditions = body ? [...guards, writeCondition(writer, body, "filter")] : guards;
    return `exists (${from}${where(conditions)})`;
  }
  const failing = body ? `(${writeCondition(writer, body, "exact")}) is not true` : writer.dialect.false;
  return `not exists (${from}${where([...guards, failing])})`;
}

function where(conditions: readonly string[]): string {
  return conditions.length === 0 ? "" : ` where ${conditions.join(" and ")}`;
}
