export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A line through points by least squares. */
export interface Line {
  /** Units of y for each unit of x. */
  readonly slope: number;
  /** y where x is 0. */
  readonly start: number;
  /** The standard error of the slope; 0 where all points lie on the line. */
  readonly slopeError: number;
}

/** The line through points by least squares. Throws RangeError when they do not decide on one. */
export function lineThrough(points: readonly Point[]): Line {
  const meanX = mean(points.map(({ x }) => x));
  const meanY = mean(points.map(({ y }) => y));
  const spread = sum(points.map(({ x }) => (x - meanX) ** 2));
  if (!(spread > 0)) throw new RangeError("a slope needs points at two places at least");
  const slope = sum(points.map(({ x, y }) => (x - meanX) * (y - meanY))) / spread;
  const start = meanY - slope * meanX;
  const residue = sum(points.map(({ x, y }) => (y - start - slope * x) ** 2));
  const freedom = points.length - 2;
  return { slope, start, slopeError: freedom > 0 ? Math.sqrt(residue / freedom / spread) : 0 };
}

/**
 * The lowest point in each of `count` equal stretches of x. A heap goes up and down with the garbage in it; its floors are
 * what is held.
 */
export function floorsOf(points: readonly Point[], count: number): readonly Point[] {
  const first = Math.min(...points.map(({ x }) => x));
  const width = (Math.max(...points.map(({ x }) => x)) - first) / count;
  const stretches = Map.groupBy(points, ({ x }) =>
    Math.min(count - 1, width > 0 ? Math.floor((x - first) / width) : 0),
  );
  return [...stretches.values()].map((stretch) =>
    stretch.reduce((lowest, point) => (point.y < lowest.y ? point : lowest)),
  );
}

/** What a measure may rise by from the first point to the last and still count as flat: the larger of the two. */
export interface Allowance {
  /** Of its start. */
  readonly share: number;
  /** In its own unit. */
  readonly slack: number;
}

/** How far the line through the points rises from the first to the last, and whether that is within the allowance. */
export function riseOf(points: readonly Point[], { share, slack }: Allowance) {
  const line = lineThrough(points);
  const xs = points.map(({ x }) => x);
  const [first, last] = [Math.min(...xs), Math.max(...xs)];
  const rise = line.slope * (last - first);
  const allowed = Math.max(slack, share * (line.start + line.slope * first));
  return { line, rise, allowed, flat: rise <= allowed };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}
