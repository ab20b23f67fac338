/** A formula as a self-contained SVG. All sizes in px; `depth` is how far it reaches below the baseline. */
export interface Picture {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
  readonly depth: number;
}
