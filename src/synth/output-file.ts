/** A file below `output/`. */
export interface OutputFile {
  /** Relative to the folder of its system, with slashes. */
  readonly path: string;
  readonly text: string;
}
