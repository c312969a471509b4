/** A parameter of the root that the deploy command fills in, and why no file may. */
export interface ReservedParameter {
  readonly name: string;
  /** Lower case, no full stop: it stands in messages. */
  readonly reason: string;
}

/**
 * The parameters of the root that the deploy command fills in by itself. They are left out of the files: a value there would be
 * right on the day it was written and wrong after the next release or upload.
 */
export const RESERVED_PARAMETERS: readonly ReservedParameter[] = [
  { name: 'TemplateBucket', reason: 'it is the bucket that the deploy command has uploaded the templates to' },
  { name: 'TemplatePrefix', reason: 'it is the path that the deploy command has uploaded the templates to' },
  {
    name: 'LiveColour',
    reason:
      'the deploy command reads it from the live listener; a value from a file would send users to the colour that has no tasks',
  },
];

/** The entry of that name, if the deploy command fills the parameter in. */
export function reservedParameter(name: string): ReservedParameter | undefined {
  return RESERVED_PARAMETERS.find((reserved) => reserved.name === name);
}
