/** What a line between two boxes means: what moves along it, or that one only names the other. */
export type EdgeKind = 'traffic' | 'release' | 'reference';

/** A box. */
export interface DrawnNode {
  readonly id: string;
  /** What it is called, one or more; they are set one after the other and wrapped. */
  readonly names: readonly string[];
  /** What it is, in small type, each on a line of its own. */
  readonly details: readonly string[];
  /** The group around it. */
  readonly group?: string;
  /** `outside` is what the system does not make. */
  readonly look: 'resource' | 'blue' | 'green' | 'outside';
  /** The lane it stands in, counted from the top. */
  readonly lane: number;
}

/** A frame around boxes with a name. Without any, it is a box with a name. */
export interface DrawnGroup {
  readonly id: string;
  readonly name: string;
  /** What else is to be said of it, in small type. */
  readonly note: string;
  readonly lane: number;
  readonly look: 'resource' | 'outside';
}

/** A line with an arrow, between boxes or groups of one lane or of two that are neighbours. */
export interface DrawnEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  /** What stands beside its upper end, where it leads from one lane to the next. */
  readonly label?: string;
  readonly isDashed?: boolean;
  /**
   * In which direction it orders the boxes of a lane: `to` comes after `from` unless said; `backward`, before it; `free`, the line
   * has no part in it.
   */
  readonly order?: 'backward' | 'free';
}

/** A row of the drawing, which is read in one direction. */
export interface Lane {
  readonly direction: 'right' | 'left';
  /** A frame around the whole lane with this name. */
  readonly frame?: string;
}

/** An entry of the legend. */
export interface LegendEntry {
  readonly look: EdgeKind | 'dashed' | 'outside' | 'text';
  readonly text: string;
}

/**
 * What is to be drawn: boxes in groups in lanes, and lines between them. Boxes of one column stand below each other in the order in
 * which they are given.
 */
export interface Drawing {
  readonly title: string;
  readonly description: string;
  readonly lanes: readonly Lane[];
  readonly groups: readonly DrawnGroup[];
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
  /** Boxes, or groups without any, of which the first comes before the second in their lane though no line says so. */
  readonly hints: readonly (readonly [before: string, after: string])[];
  readonly legend: readonly LegendEntry[];
}
