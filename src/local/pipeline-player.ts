/** Who plays pipelines: their stages one after the other, with what is really built. Without one an execution fails as it begins. */
export interface PipelinePlayer {
  /** Begins an execution that was just put. */
  readonly begin: (pipeline: string, executionId: string) => void;
  /** Somebody has opened a transition of a pipeline, or answered an approval. */
  readonly changed: (pipeline: string) => void;
}
