/**
 * Spine and skip lanes: the trunk runs straight down, the shortcuts of residual blocks run in lanes beside it.
 * Input and output are plain data without any notion of the renderer. Lengths are in CSS pixels.
 */
export interface LayoutNode {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

export interface LayoutEdge {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  /** `skip` edges are kept out of the spine and get a lane. */
  readonly kind: 'trunk' | 'skip';
  /** Skip edges of the same bus share a lane; those that leave one node where left out. */
  readonly bus?: string;
}

export interface LayoutGraph {
  readonly nodes: readonly LayoutNode[];
  readonly edges: readonly LayoutEdge[];
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Layout {
  /** Centre of each node. */
  readonly positions: ReadonlyMap<string, Point>;
  /**
   * Bend points of each edge that is not a straight line, from source to target. All lines are upright or level. A
   * lane leaves and enters a node in the middle of its side.
   */
  readonly routes: ReadonlyMap<string, readonly Point[]>;
  readonly width: number;
  readonly height: number;
}
