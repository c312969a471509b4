import { isObject } from '../dsl/border.ts';
import type { Data } from '../dsl/template.ts';

/** What a text says of something that only a deployment knows: a resource, a parameter, `AWS::Region`. */
export interface Token {
  /** The path of a resource (`LoadBalancer/BlueTargetGroup`), or the name of a parameter or a pseudo parameter. */
  readonly of: string;
  /** Of a resource: the attribute; undefined for its `Ref`. */
  readonly attribute?: string;
}

// Two characters that no template has, since templates are ASCII: what is between them cannot be mistaken for text.
const [OPEN, CLOSE] = ['\uE000', '\uE001'];
const TOKEN = /\uE000([^\uE001]*)\uE001/g;

/** The text that stands for a value which only a deployment knows. It may stand inside other text, as in a resolved `Fn::Sub`. */
export function tokenText({ of, attribute }: Token): string {
  return `${OPEN}${of}${attribute === undefined ? '' : `\uE002${attribute}`}${CLOSE}`;
}

/** Every token in a value, in the order in which they stand there; one for each time that it does. */
export function tokensIn(value: Data | undefined): readonly Token[] {
  if (typeof value === 'string') {
    return [...value.matchAll(TOKEN)].map(([, inner = '']) => {
      const [of = '', attribute] = inner.split('\uE002');
      return attribute === undefined ? { of } : { of, attribute };
    });
  }
  if (Array.isArray(value)) return value.flatMap(tokensIn);
  return isObject(value) ? Object.values(value).flatMap(tokensIn) : [];
}

/** Text as people read it: `${LoadBalancer/BlueTargetGroup.TargetGroupName}`, `${AWS::Region}`. */
export function showTokens(text: string): string {
  return text.replaceAll(TOKEN, (_, inner: string) => `\${${inner.replace('\uE002', '.')}}`);
}
