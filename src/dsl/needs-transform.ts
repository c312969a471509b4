import { TealformError } from './error.ts';

/** The error for what only the AWS::LanguageExtensions transform could work out, which no template of ours has. */
export function needsTransform(name: string, instead: string): TealformError {
  return new TealformError({
    code: 'needs-transform',
    message: `${name} of an expression needs the AWS::LanguageExtensions transform, which is not supported`,
    hint: `give it ${instead}`,
  });
}
