/** A heading and what stands below it. */
export interface Section {
  readonly title: string;
  readonly lines: readonly SectionLine[];
  /** A sentence below the heading. */
  readonly note?: string | undefined;
}

/** An entry of a list: on one line where there is room, else what follows is below it. */
export interface SectionLine {
  readonly head: string;
  readonly what?: string;
  readonly rest: readonly string[];
}

/** A CloudFormation type as lists have it: `ECS::Service`. */
export function shortType(type: string): string {
  return type.replace(/^AWS::/, '');
}
